package vedette.rtsp.client;

/** What a client proves itself with; never part of a URL, never shown by {@code toString}. */
public sealed interface ClientCredentials {
    /** Nothing. */
    record None() implements ClientCredentials {}

    /** User and password, for Digest or Basic as the server asks. */
    record UserPassword(String user, String password) implements ClientCredentials {
        @Override
        public String toString() {
            return "UserPassword[hidden]";
        }
    }

    /** A token in {@code Authorization: Bearer} of each request. */
    record Bearer(String token) implements ClientCredentials {
        @Override
        public String toString() {
            return "Bearer[hidden]";
        }
    }

    /** Nothing. */
    ClientCredentials NONE = new None();
}

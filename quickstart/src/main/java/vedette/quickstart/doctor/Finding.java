package vedette.quickstart.doctor;

import java.util.Locale;

/**
 * What one check found.
 *
 * @param check short name of what was looked at, such as {@code certificate}
 * @param verdict how it is
 * @param found what was seen, one line
 * @param remedy what to do, one line; empty if nothing
 */
public record Finding(String check, Verdict verdict, String found, String remedy) {
    /** How something is. */
    public enum Verdict {
        /** As it should be. */
        OK,
        /** Works, with a limit that one should know of. */
        NOTE,
        /** People will miss something until it is put right. */
        WRONG;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Verdict.OK, found, "");
    }

    static Finding note(String check, String found, String remedy) {
        return new Finding(check, Verdict.NOTE, found, remedy);
    }

    static Finding wrong(String check, String found, String remedy) {
        return new Finding(check, Verdict.WRONG, found, remedy);
    }
}

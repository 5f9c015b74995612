package vedette.scu.call;

import org.jspecify.annotations.Nullable;
import vedette.contracts.Ids;
import vedette.contracts.Problem;
import vedette.contracts.cs.ViewerMessage;
import vedette.platform.error.VedetteException;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.cmu.CmuProblemException;

/** What viewers are told when something does not work. Stateless. */
final class ViewerProblems {
    private static final int TOKEN_CHARS_MAX = 128;

    private ViewerProblems() {}

    /** What is wrong with a first offer; null if nothing is. */
    static @Nullable Problem check(ViewerMessage message) {
        if (message.sessionId() == null || !Ids.isValid("ses", message.sessionId())) {
            return Problem.of("request-invalid", "Request invalid", 400, "Expected session_id as ses_ and 26 characters, from the play request.");
        }
        if (message.token() == null || message.token().isEmpty() || message.token().length() > TOKEN_CHARS_MAX) {
            return Problem.of("request-invalid", "Request invalid", 400, "Expected token from the play request.");
        }
        if (message.sdp() == null || !message.sdp().startsWith("v=0")) {
            return Problem.of("request-invalid", "Request invalid", 400, "Expected sdp as an SDP offer.");
        }
        return null;
    }

    /** There is no session on this connection. */
    static Problem notPlaying() {
        return Problem.of("session-not-playing", "Nothing is playing", 409, "Expected an offer and its answer first.");
    }

    /** What a failure says to the viewer. */
    static Problem problemOf(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return switch (cause) {
            case CmuProblemException known -> known.problem();
            case VedetteException known -> Problem.of(
                    known.code(), known.code().replace('-', ' '), known.kind().httpStatus(), known.detail());
            default -> DeviceCallException.problemOf(failure);
        };
    }
}

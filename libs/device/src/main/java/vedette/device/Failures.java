package vedette.device;

import java.util.concurrent.CompletionException;

/** Unwraps what a stage failed with. */
final class Failures {
    private Failures() {}

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static String message(Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof DeviceException known ? known.code() + ": " + known.getMessage() : cause.toString();
    }
}

package vedette.scu.channel;

import vedette.contracts.Problem;

/** A call to a device, or of a device, that failed; the problem is for whoever asked. */
public final class DeviceCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public DeviceCallException(Problem problem) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** What to tell the asker. */
    public Problem problem() {
        return problem;
    }

    /** The problem of any failure of an asynchronous call; what is no {@code DeviceCallException} becomes {@code internal-error}. */
    public static Problem problemOf(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof DeviceCallException known
                ? known.problem()
                : Problem.of("internal-error", "Something went wrong", 500, "Something went wrong on our side. Try again.");
    }
}

package vedette.cmu.problem;

import vedette.platform.error.VedetteException;

/** Failures as codes, for traces and logs. Stateless. */
public final class Problems {
    private Problems() {}

    /** The problem code of a failure; {@code internal-error} for a bug. */
    public static String code(RuntimeException failure) {
        return failure instanceof VedetteException known ? known.code() : "internal-error";
    }
}

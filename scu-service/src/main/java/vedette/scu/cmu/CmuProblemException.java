package vedette.scu.cmu;

import vedette.contracts.Problem;

/** The CMU refused a call, or could not be reached ({@code cmu-unavailable}). */
public final class CmuProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public CmuProblemException(Problem problem) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** The CMU is away. */
    public static CmuProblemException unavailable() {
        return new CmuProblemException(Problem.of(
                "cmu-unavailable", "The platform is busy", 503, "The centre management unit does not answer at the moment. Try again in a few seconds."));
    }

    /** What the CMU said. */
    public Problem problem() {
        return problem;
    }

    /** Whether trying again later may help. */
    public boolean isTransient() {
        return problem.status() == 429 || problem.status() >= 500;
    }
}

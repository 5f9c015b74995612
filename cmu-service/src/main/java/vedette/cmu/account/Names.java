package vedette.cmu.account;

import org.jspecify.annotations.Nullable;
import vedette.cmu.problem.CmuProblem;

/** Texts that people give to things. */
public final class Names {
    private static final int LENGTH_MAX = 80;

    private Names() {}

    /**
     * The text without outer spaces, 1 to 80 characters, no control characters.
     *
     * @throws RuntimeException the given problem
     */
    public static String checked(@Nullable String text, CmuProblem problem) {
        String stripped = text == null ? "" : text.strip();
        if (stripped.isEmpty()) {
            throw problem.exception("Expected 1 to 80 characters, found none");
        }
        return optional(stripped, problem);
    }

    /**
     * As {@link #checked}, but may be empty.
     *
     * @throws RuntimeException the given problem
     */
    public static String optional(String text, CmuProblem problem) {
        String stripped = text.strip();
        if (stripped.length() > LENGTH_MAX) {
            throw problem.exception("Expected at most 80 characters, found " + stripped.length());
        }
        if (stripped.chars().anyMatch(Character::isISOControl)) {
            throw problem.exception("Expected no control characters");
        }
        return stripped;
    }
}

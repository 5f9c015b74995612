package vedette.cmu.paging;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.cm.Page;

/**
 * Which page of a list is wanted. The cursor is opaque to clients; inside is the offset, bounded, which suits lists of some thousands.
 *
 * @param offset rows to skip
 * @param limit rows wanted
 */
public record PageRequest(int offset, int limit) {
    private static final int LIMIT_MAX = 100;
    private static final int LIMIT_DEFAULT = 50;
    private static final int OFFSET_MAX = 100_000;
    private static final String PREFIX = "o:";

    /**
     * Reads the query parameters.
     *
     * @throws RuntimeException the problem {@code paging-malformed}
     */
    public static PageRequest of(@Nullable String cursor, @Nullable Integer limit) {
        int wanted = limit == null ? LIMIT_DEFAULT : limit;
        if (wanted < 1 || wanted > LIMIT_MAX) {
            throw CmuProblem.PAGING_MALFORMED.exception("limit: expected 1 to 100, found " + wanted);
        }
        return new PageRequest(cursor == null || cursor.isEmpty() ? 0 : offset(cursor), wanted);
    }

    private static int offset(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            int offset = Integer.parseInt(text.substring(PREFIX.length()));
            if (text.startsWith(PREFIX) && offset >= 0 && offset <= OFFSET_MAX) {
                return offset;
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw CmuProblem.PAGING_MALFORMED.exception("cursor: expected the next_cursor of the page before");
        }
        throw CmuProblem.PAGING_MALFORMED.exception("cursor: expected the next_cursor of the page before");
    }

    /** Rows to read: one more than wanted, to know whether there is a next page. */
    public int fetch() {
        return limit + 1;
    }

    /** The page from at most {@link #fetch} rows. */
    public <T> Page<T> of(List<T> rows) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        String next = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((PREFIX + (offset + limit)).getBytes(StandardCharsets.US_ASCII));
        return new Page<>(List.copyOf(rows.subList(0, limit)), next);
    }
}

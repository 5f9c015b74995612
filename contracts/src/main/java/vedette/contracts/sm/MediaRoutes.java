package vedette.contracts.sm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The media routing table of one SCU, {@code GET /internal/v1/routes}.
 *
 * @param scu the instance
 * @param items at most 1000, oldest first
 * @param nextCursor null at the end
 */
public record MediaRoutes(
        String scu, List<MediaRoute> items, @Nullable String nextCursor) {}

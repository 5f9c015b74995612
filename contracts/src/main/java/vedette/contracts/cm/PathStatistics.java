package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which paths sessions of the last 30 days took, by the kinds of NAT on both sides.
 *
 * @param pairs most sessions first
 */
public record PathStatistics(List<Pair> pairs) {
    /**
     * One pair of NATs.
     *
     * @param viewerMapping of the viewer's NAT, {@code unknown} if nobody told
     * @param deviceMapping of the device's NAT, {@code unknown} if nobody told
     * @param direct sessions on a direct path
     * @param relayed sessions through TURN
     * @param distributed sessions distributed by a media server
     * @param firstPictureP50Ms median from the play request to the viewer's first picture, null if nobody reported one
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Pair(
            String viewerMapping,
            String deviceMapping,
            long direct,
            long relayed,
            long distributed,
            @Nullable Long firstPictureP50Ms) {}
}

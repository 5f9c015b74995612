package vedette.contracts.cs;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Where a distributed stream is.
 *
 * @param rtsp {@code rtsp://host:8554/live/…}
 * @param rtsps {@code rtsps://host:8322/live/…}
 * @param fmp4 WebSocket for fragmented MP4
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayUrls(
        @Nullable String rtsp,
        @Nullable String rtsps,
        @Nullable String fmp4) {}

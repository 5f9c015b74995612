package vedette.contracts.sd;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Where a distributed stream is fetched.
 *
 * @param rtsp {@code rtsp://host:8554/live/<device>/<channel>/<stream>}
 * @param rtsps the same over TLS
 * @param fmp4 WebSocket with fragmented MP4
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayUrls(String rtsp, @Nullable String rtsps, @Nullable String fmp4) {}

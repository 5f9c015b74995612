package vedette.contracts.cm;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.device.ViewerCapabilities;

/**
 * Asks to play a stream (H.626.4 §8.4 S1).
 *
 * @param deviceId the device
 * @param channel channel number, default 1
 * @param stream {@code main} or {@code sub}, default main
 * @param capabilities what the viewer can show; required (H.626.4 §7)
 * @param viewerFingerprint SHA-256 of the viewer's DTLS certificate, {@code AB:CD:…}; required for webrtc
 * @param transport {@code webrtc} or {@code rtsp}
 * @param clientCandidates the viewer's addresses, informative
 * @param viewerNetwork what the viewer knows about its network
 */
public record PlayRequest(
        String deviceId,
        @Nullable Integer channel,
        @Nullable String stream,
        @Nullable ViewerCapabilities capabilities,
        @Nullable String viewerFingerprint,
        @Nullable String transport,
        @Nullable List<String> clientCandidates,
        @Nullable ViewerNetwork viewerNetwork) {

    /**
     * A viewer's network.
     *
     * @param mapping mapping behaviour of its NAT: {@code endpoint-independent address-dependent address-and-port-dependent none
     *     udp-blocked unknown}; null = unknown
     */
    public record ViewerNetwork(@Nullable String mapping) {}
}

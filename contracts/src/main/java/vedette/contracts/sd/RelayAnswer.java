package vedette.contracts.sd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer to a {@link RelayRequest}. Holds secrets: credentials and tickets are never logged.
 *
 * @param relayId {@code rly_…}
 * @param mtu instance that relays
 * @param iceServers of kind {@code turn}: credentials for both sides
 * @param urls of kind {@code distribute}: where viewers fetch the media
 * @param cuTicket of kind {@code distribute}: opens one fMP4 WebSocket within 30 s
 * @param pu of kind {@code distribute}: where the device dials; null when its uplink already stands
 * @param expiresAt end of the relay unless renewed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayAnswer(
        String relayId,
        String mtu,
        @Nullable IceServers iceServers,
        @Nullable RelayUrls urls,
        @Nullable String cuTicket,
        @Nullable RelayTicket pu,
        Instant expiresAt) {

    /**
     * ICE servers for both sides.
     *
     * @param cu for the viewer
     * @param pu for the device
     */
    public record IceServers(List<IceServerEntry> cu, List<IceServerEntry> pu) {}

    /** Never shows secrets. */
    @Override
    public String toString() {
        return "RelayAnswer[relayId=" + relayId + ", mtu=" + mtu + ", expiresAt=" + expiresAt + "]";
    }
}

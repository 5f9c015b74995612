package vedette.contracts.sm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.IceServer;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sd.RelayUrls;

/**
 * The viewer's half of a relay. A {@code turn} relay without a usable MTU has no {@code relayId} and STUN servers at most.
 *
 * @param relayId {@code rly_…}
 * @param mtu instance that relays
 * @param iceServers turn: for the viewer
 * @param urls distribute: where the viewer gets the stream
 * @param cuTicket distribute: opens the fMP4 WebSocket once within 30 s
 * @param expiresAt turn: until when the credential opens an allocation; distribute: until when the relay stands unless it is renewed
 * @param flow the flow at R06, if it was known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayOffer(
        @Nullable String relayId,
        @Nullable String mtu,
        List<IceServer> iceServers,
        @Nullable RelayUrls urls,
        @Nullable String cuTicket,
        @Nullable Instant expiresAt,
        @Nullable FlowRef flow) {
    /** An absent list is empty. */
    public RelayOffer(
            @Nullable String relayId,
            @Nullable String mtu,
            @Nullable List<IceServer> iceServers,
            @Nullable RelayUrls urls,
            @Nullable String cuTicket,
            @Nullable Instant expiresAt,
            @Nullable FlowRef flow) {
        this.relayId = relayId;
        this.mtu = mtu;
        this.iceServers = iceServers == null ? List.of() : List.copyOf(iceServers);
        this.urls = urls;
        this.cuTicket = cuTicket;
        this.expiresAt = expiresAt;
        this.flow = flow;
    }

    /** Never shows the ticket. */
    @Override
    public String toString() {
        return "RelayOffer[relayId=" + relayId + ", mtu=" + mtu + "]";
    }
}

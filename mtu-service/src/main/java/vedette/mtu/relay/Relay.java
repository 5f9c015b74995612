package vedette.mtu.relay;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sd.RelaySummary;
import vedette.contracts.sd.RelayTraffic;

/**
 * A commanded relay. Immutable; a renewal makes a new one with the same id.
 *
 * @param relayId {@code rly_…}
 * @param sessionId its play session
 * @param kind {@code turn} or {@code distribute}
 * @param source what is distributed; null for {@code turn}
 * @param viewerAddresses addresses of the viewer, literal
 * @param deviceAddresses addresses of the device, literal
 * @param createdAt when it was commanded
 * @param expiresAt when it ends unless renewed
 * @param flow step R03 of the flow that commanded it, {@code cause} = the event that recorded it here; null if the command carried none
 */
public record Relay(
        String relayId,
        String sessionId,
        String kind,
        @Nullable Source source,
        List<String> viewerAddresses,
        List<String> deviceAddresses,
        Instant createdAt,
        Instant expiresAt,
        @Nullable FlowRef flow) {

    /**
     * What a distributing relay distributes.
     *
     * @param deviceId the device
     * @param tenantId its tenant
     * @param channel its channel, from 1
     * @param stream {@code main} or {@code sub}
     */
    public record Source(String deviceId, String tenantId, int channel, String stream) {}

    RelaySummary summary(@Nullable String deviceId, @Nullable RelayTraffic traffic) {
        return new RelaySummary(
                relayId, sessionId, deviceId, kind, createdAt, expiresAt, traffic, source == null ? null : source.tenantId(),
                source == null ? null : source.channel(), source == null ? null : source.stream());
    }
}

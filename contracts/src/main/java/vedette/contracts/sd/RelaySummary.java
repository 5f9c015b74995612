package vedette.contracts.sd;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One living relay, without secrets.
 *
 * @param relayId {@code rly_…}
 * @param sessionId its session
 * @param deviceId its device, if the command named one
 * @param kind {@code turn} or {@code distribute}
 * @param createdAt when it was commanded
 * @param expiresAt when it ends unless renewed
 * @param traffic what passed through it so far; absent for {@code distribute}
 * @param tenantId tenant of the device; absent for {@code turn}
 * @param channel what is distributed; absent for {@code turn}
 * @param stream what is distributed; absent for {@code turn}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelaySummary(
        String relayId,
        String sessionId,
        @Nullable String deviceId,
        String kind,
        Instant createdAt,
        Instant expiresAt,
        @Nullable RelayTraffic traffic,
        @Nullable String tenantId,
        @Nullable Integer channel,
        @Nullable String stream) {}

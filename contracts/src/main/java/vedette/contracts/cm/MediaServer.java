package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vedette.contracts.sd.MtuStats;

/**
 * A media server (MTU) as the operator sees it.
 *
 * @param instance name
 * @param region region it serves, null = any
 * @param load 0..1, null = unknown
 * @param draining whether it gets no new relays
 * @param alive whether its heartbeats come
 * @param stats what it does now
 * @param address {@code host:port} of its STUN and TURN listener
 * @param lastSeenAt its last heartbeat
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record MediaServer(
        String instance,
        @Nullable String region,
        @Nullable Double load,
        boolean draining,
        boolean alive,
        @Nullable MtuStats stats,
        @Nullable String address,
        Instant lastSeenAt) {}

package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One service instance as the CMU knows it.
 *
 * @param entity {@code cmu scu mtu …}
 * @param instance instance name
 * @param health {@code up} or {@code lost}
 * @param region region it serves
 * @param load 0..1
 * @param startedAt first heartbeat of this boot
 * @param lastSeenAt last heartbeat
 * @param url base URL of the internal face
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceStatus(
        String entity,
        String instance,
        String health,
        @Nullable String region,
        @Nullable Double load,
        Instant startedAt,
        Instant lastSeenAt,
        @Nullable String url) {}

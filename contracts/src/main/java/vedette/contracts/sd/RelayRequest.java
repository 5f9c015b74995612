package vedette.contracts.sd;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The command to relay a session, {@code POST /internal/v1/relays}: step R03 of flows 11.3 and 11.3b. Nothing is relayed without it (IF-Sd).
 *
 * @param sessionId play session, {@code ses_…}
 * @param deviceId device whose media it is; needed for {@code distribute}
 * @param tenantId tenant of the device; needed for {@code distribute}
 * @param channel channel of the device, from 1; needed for {@code distribute}
 * @param stream {@code main} or {@code sub}; needed for {@code distribute}
 * @param kind {@link #TURN} or {@link #DISTRIBUTE}
 * @param ttlMs how long the relay lives unless renewed, milliseconds, 1 s to 15 min
 * @param addresses who may exchange packets; absent = nobody yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayRequest(
        String sessionId,
        @Nullable String deviceId,
        @Nullable String tenantId,
        @Nullable Integer channel,
        @Nullable String stream,
        String kind,
        long ttlMs,
        @Nullable RelayAddresses addresses) {
    /** Packets that the MTU cannot read (RFC 8656). */
    public static final String TURN = "turn";

    /** Media that the MTU receives once and sends to many. */
    public static final String DISTRIBUTE = "distribute";

    /** Longest {@code ttl_ms}: 15 min. */
    public static final long TTL_MS_MAX = 900_000;
}

package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A device as the operator sees it.
 *
 * @param deviceId {@code dev_…}
 * @param serial serial number
 * @param kind {@code pu} or {@code nvr}
 * @param vendor vendor's name
 * @param model model name
 * @param firmware version
 * @param registration {@code pending registered disabled}
 * @param status {@code online} or {@code offline}
 * @param statusSince since when
 * @param scu instance that serves it
 * @param address its address as seen by the SCU
 * @param ownerId account that it is bound to
 * @param lastRegisteredAt last registration
 * @param createdAt first registration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Camera(
        String deviceId,
        String serial,
        String kind,
        String vendor,
        String model,
        String firmware,
        String registration,
        String status,
        @Nullable Instant statusSince,
        @Nullable String scu,
        @Nullable String address,
        @Nullable String ownerId,
        Instant lastRegisteredAt,
        Instant createdAt) {}

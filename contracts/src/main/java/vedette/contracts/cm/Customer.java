package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account as the operator sees it.
 *
 * @param userId {@code usr_…}
 * @param displayName name
 * @param phone E.164
 * @param role {@code user operator administrator}
 * @param status {@code pending active suspended}
 * @param devices number of bound devices
 * @param createdAt when confirmed
 * @param lastLoginAt last sign-in
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Customer(
        String userId,
        String displayName,
        @Nullable String phone,
        String role,
        String status,
        int devices,
        Instant createdAt,
        @Nullable Instant lastLoginAt) {}

package vedette.contracts.sd;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Change of a relay, {@code PATCH /internal/v1/relays/{id}}.
 *
 * @param addresses further addresses, added to those before
 * @param ttlMs new lifetime from now, milliseconds, 1 s to 15 min; absent = unchanged
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayPatch(@Nullable RelayAddresses addresses, @Nullable Long ttlMs) {}

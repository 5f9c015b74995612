package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Settings that an operator changes at run time (H.626.4 §6.2); in a change, what is null stays.
 *
 * @param heartbeatMs period of device heartbeats, 1000..600000; devices learn it when they register
 * @param approval {@code manual invitation crm auto}; read-only, set in the configuration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Settings(@Nullable Long heartbeatMs, @Nullable String approval) {}

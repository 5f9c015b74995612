package vedette.contracts.cm;

import org.jspecify.annotations.Nullable;

/**
 * Approves a customer, optionally assigning a camera (H.626.4 §6.1.1).
 *
 * @param deviceId camera to assign, or null
 */
public record CustomerApproval(@Nullable String deviceId) {}

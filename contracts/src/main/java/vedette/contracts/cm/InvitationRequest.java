package vedette.contracts.cm;

import org.jspecify.annotations.Nullable;

/**
 * Invites a customer.
 *
 * @param phone only this number may use it; null = whoever has the link
 * @param note for the operator
 */
public record InvitationRequest(
        @Nullable String phone, @Nullable String note) {}

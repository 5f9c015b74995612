package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a one-time sign-in link, {@code POST /internal/v1/sign-in-links} (launcher only). Either a user id, or a role:
 * {@code operator} makes the first operator at first use, {@code user} makes or finds the account with that number.
 *
 * @param userId an existing account
 * @param role {@code operator} or {@code user}
 * @param displayName name of an account to be made
 * @param phone number (E.164) of an account to be made or found
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SignInLinkRequest(
        @Nullable String userId,
        @Nullable String role,
        @Nullable String displayName,
        @Nullable String phone) {}

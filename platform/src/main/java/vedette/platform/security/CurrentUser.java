package vedette.platform.security;

import jakarta.servlet.ServletRequest;
import java.util.Optional;

/**
 * Who sent a request of the public API, by its access token. May be a parameter of controller methods.
 *
 * @param userId {@code usr_…}
 * @param tenantId {@code tnt_…}
 * @param sessionId login session that the token belongs to
 * @param role {@code user operator administrator}
 */
public record CurrentUser(String userId, String tenantId, String sessionId, String role) {
    static final String ATTRIBUTE = CurrentUser.class.getName();

    /** The user of a request; empty if it carried no token. */
    public static Optional<CurrentUser> of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof CurrentUser user ? Optional.of(user) : Optional.empty();
    }

    /** Whether this is an operator or administrator. */
    public boolean isOperator() {
        return role.equals("operator") || role.equals("administrator");
    }
}

package vedette.cmu.access;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vedette.cmu.problem.CmuProblem;

/**
 * Who makes the present request.
 *
 * @param userId account
 * @param tenantId its tenant
 * @param sessionId its sign-in
 * @param role its role
 * @param address client address as told by the gateway, or null
 */
public record Caller(
        String userId,
        String tenantId,
        String sessionId,
        Role role,
        @Nullable String address) {
    private static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    /**
     * The caller.
     *
     * @throws RuntimeException the problem {@code token-missing} if nobody is signed in
     */
    public static Caller current() {
        return find().orElseThrow(() -> CmuProblem.TOKEN_INVALID.exception());
    }

    /** The caller, if somebody is signed in. */
    public static Optional<Caller> find() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    static ScopedValue.Carrier bind(ScopedValue.Carrier carrier, Caller caller) {
        return carrier.where(CURRENT, caller);
    }
}

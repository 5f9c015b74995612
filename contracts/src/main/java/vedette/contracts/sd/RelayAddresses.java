package vedette.contracts.sd;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of the two sides of a session, as the platform saw them: signalling connections, server-reflexive and relay candidates, never
 * host candidates. Literal IP addresses without port; at most 16 per side. Only these may exchange packets through a relay.
 *
 * @param cu of the viewer; absent = none
 * @param pu of the device; absent = none
 */
public record RelayAddresses(@Nullable List<String> cu, @Nullable List<String> pu) {
    /** Most addresses of one side, in one request and in one session. */
    public static final int PER_SIDE_MAX = 16;

    /** Nobody: allocations can be made, but nothing passes. */
    public static RelayAddresses none() {
        return new RelayAddresses(List.of(), List.of());
    }
}

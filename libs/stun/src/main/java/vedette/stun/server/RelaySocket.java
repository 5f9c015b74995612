package vedette.stun.server;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The UDP socket of one allocation, as far as the driver knows it. The driver may hang its channel on it. */
public sealed interface RelaySocket permits Allocation {
    /** Where the driver binds it: port, and family of the relayed address. */
    InetSocketAddress relayed();

    void attach(@Nullable Object channel);

    @Nullable Object attached();
}

package vedette.stun.server;

import java.net.InetSocketAddress;
import vedette.stun.TransactionId;

/** What a {@link TurnServer} tells its owner; called on its thread, must be quick and must not throw. */
public interface TurnEvents {
    /** An allocation was made. {@code side} is {@code cu} or {@code pu}. */
    default void allocated(Grant grant, ClientPath client, InetSocketAddress relayed, TransactionId id) {}

    /** An allocation is gone. */
    default void released(Grant grant, ClientPath client, InetSocketAddress relayed, String reason) {}

    /** A Binding request carried VEDETTE-FLOW (H.626.4 §8.3 S1). Not authenticated: limit what follows from it. */
    default void flow(String flowId, InetSocketAddress source, TransactionId id) {}

    /** Hears nothing. */
    TurnEvents NONE = new TurnEvents() {};
}

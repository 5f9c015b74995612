package vedette.mtu.turn;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;
import vedette.mtu.relay.Relay;
import vedette.platform.flow.FlowTrace;
import vedette.stun.TransactionId;
import vedette.stun.server.ClientPath;
import vedette.stun.server.Grant;
import vedette.stun.server.SourceLimiter;
import vedette.stun.server.TurnEvents;

/**
 * Records what the listeners receive of flows: S1 of 8.3 from VEDETTE-FLOW in Binding requests, R05 of 11.3b from the first allocation of each
 * side. Called on the listener's event loop; {@link #commanded} and {@link #over} on any thread.
 */
final class TurnTrace implements TurnEvents {
    /** Nobody proves who sends a Binding request: more than this is not recorded. */
    private static final int FLOWS_PER_SOURCE = 5;

    private static final int FLOWS_PER_SECOND = 200;

    private record Watched(FlowRef flow, Set<String> sides) {}

    private final FlowTrace trace;
    private final LongSupplier nanoTime;
    private final SourceLimiter perSource;
    private final SourceLimiter all;
    private final Map<String, Watched> watched = new ConcurrentHashMap<>();

    TurnTrace(FlowTrace trace, long limiterKey, LongSupplier nanoTime) {
        this.trace = trace;
        this.nanoTime = nanoTime;
        this.perSource = new SourceLimiter(FLOWS_PER_SOURCE, FLOWS_PER_SOURCE, limiterKey, nanoTime.getAsLong());
        this.all = new SourceLimiter(FLOWS_PER_SECOND, FLOWS_PER_SECOND, limiterKey, nanoTime.getAsLong());
    }

    /** A relay was commanded by a flow: its allocations belong to it. */
    void commanded(Relay relay) {
        FlowRef flow = relay.flow();
        if (flow != null) {
            watched.put(relay.relayId(), new Watched(flow, ConcurrentHashMap.newKeySet()));
        }
    }

    void over(String relayId) {
        watched.remove(relayId);
    }

    @Override
    public void allocated(Grant grant, ClientPath client, InetSocketAddress relayed, TransactionId id) {
        Watched relay = watched.get(grant.session().id());
        if (relay != null && relay.sides.add(grant.side())) {
            trace.received(relay.flow.at("R05", relay.flow.cause()), grant.side(), "TURN Allocate", FlowEvent.OK, id.toString());
        }
    }

    @Override
    public void flow(String flowId, InetSocketAddress source, TransactionId id) {
        long now = nanoTime.getAsLong();
        if (Ids.isValid("flw", flowId)
                && perSource.tryAcquire(source.getAddress(), now)
                && all.tryAcquire(java.net.InetAddress.getLoopbackAddress(), now)) {
            trace.received(new FlowRef("8.3", flowId, "S1", null), "pu", "STUN Binding", FlowEvent.OK, id.toString());
        }
    }
}

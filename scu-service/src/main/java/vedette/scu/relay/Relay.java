package vedette.scu.relay;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vedette.contracts.sd.RelayAddresses;
import vedette.contracts.sd.RelayRequest;

/** One relay on one MTU. Guarded by {@link RelayBook}. */
final class Relay {
    /** What was ordered; stays the same when the relay moves to another MTU. */
    record Order(
            String sessionId,
            @Nullable String deviceId,
            String tenantId,
            @Nullable Integer channel,
            @Nullable String stream,
            String kind) {
        boolean distributes() {
            return RelayRequest.DISTRIBUTE.equals(kind);
        }

        RelayRequest request(long ttlMs, RelayAddresses addresses) {
            return new RelayRequest(sessionId, deviceId, tenantId, channel, stream, kind, ttlMs, addresses);
        }
    }

    final String relayId;
    final Order order;
    final Mtu mtu;
    final long createdAtNanos;
    long renewedAtNanos;
    boolean patching;
    private final Set<String> cu = new LinkedHashSet<>();
    private final Set<String> pu = new LinkedHashSet<>();
    private final List<String> unsentCu = new ArrayList<>();
    private final List<String> unsentPu = new ArrayList<>();

    Relay(String relayId, Order order, Mtu mtu, RelayAddresses sent, long nowNanos) {
        this.relayId = relayId;
        this.order = order;
        this.mtu = mtu;
        this.createdAtNanos = nowNanos;
        this.renewedAtNanos = nowNanos;
        if (sent.cu() != null) {
            cu.addAll(sent.cu());
        }
        if (sent.pu() != null) {
            pu.addAll(sent.pu());
        }
    }

    /** Notes an address of a side; what is new waits to be sent. */
    void add(boolean viewerSide, String address) {
        Set<String> side = viewerSide ? cu : pu;
        if (side.size() < RelayAddresses.PER_SIDE_MAX && side.add(address)) {
            (viewerSide ? unsentCu : unsentPu).add(address);
        }
    }

    boolean hasUnsent() {
        return !unsentCu.isEmpty() || !unsentPu.isEmpty();
    }

    RelayAddresses takeUnsent() {
        RelayAddresses taken = new RelayAddresses(List.copyOf(unsentCu), List.copyOf(unsentPu));
        unsentCu.clear();
        unsentPu.clear();
        return taken;
    }

    RelayAddresses all() {
        return new RelayAddresses(List.copyOf(cu), List.copyOf(pu));
    }
}

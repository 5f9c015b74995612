package vedette.scu.relay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vedette.contracts.IceServer;
import vedette.contracts.sd.RelayAddresses;

/** The relays that this SCU commanded or took over, and the devices' halves of ICE servers. Bounded; thread-safe. */
final class RelayBook {
    /** Relays, and sessions with ICE servers. */
    static final int ENTRIES_MAX = 50_000;

    private record Half(String deviceId, List<IceServer> servers) {}

    private final LinkedHashMap<String, Relay> byId = new LinkedHashMap<>();
    private final Map<String, List<Relay>> bySession = new HashMap<>();
    private final Map<String, Integer> byMtu = new HashMap<>();
    private final LinkedHashMap<String, Half> deviceHalves = new LinkedHashMap<>();

    /** Adds a relay; false if there are too many. */
    synchronized boolean add(Relay relay) {
        if (byId.size() >= ENTRIES_MAX || byId.putIfAbsent(relay.relayId, relay) != null) {
            return false;
        }
        bySession.computeIfAbsent(relay.order.sessionId(), _ -> new ArrayList<>(2)).add(relay);
        byMtu.merge(relay.mtu.instance(), 1, Integer::sum);
        return true;
    }

    /** Removes a relay; false if it was not there. */
    synchronized boolean remove(Relay relay) {
        if (!byId.remove(relay.relayId, relay)) {
            return false;
        }
        bySession.computeIfPresent(relay.order.sessionId(), (_, list) -> {
            list.remove(relay);
            return list.isEmpty() ? null : list;
        });
        byMtu.computeIfPresent(relay.mtu.instance(), (_, count) -> count > 1 ? count - 1 : null);
        return true;
    }

    synchronized Optional<Relay> find(String relayId) {
        return Optional.ofNullable(byId.get(relayId));
    }

    /** Relays of a session. */
    synchronized List<Relay> of(String sessionId) {
        return List.copyOf(bySession.getOrDefault(sessionId, List.of()));
    }

    /** Relays of a session of that device: nobody ends another one's. */
    synchronized List<Relay> of(String sessionId, String deviceId) {
        return of(sessionId).stream().filter(relay -> deviceId.equals(relay.order.deviceId())).toList();
    }

    synchronized List<Relay> all() {
        return List.copyOf(byId.values());
    }

    /** Relays on an MTU. */
    synchronized int held(String mtu) {
        return byMtu.getOrDefault(mtu, 0);
    }

    synchronized int size() {
        return byId.size();
    }

    /** The MTU that already has the uplink of a stream. */
    synchronized Optional<Mtu> uplink(Relay.Order order) {
        return byId.values().stream()
                .filter(relay -> relay.order.distributes()
                        && java.util.Objects.equals(relay.order.deviceId(), order.deviceId())
                        && java.util.Objects.equals(relay.order.channel(), order.channel())
                        && java.util.Objects.equals(relay.order.stream(), order.stream()))
                .map(relay -> relay.mtu)
                .findFirst();
    }

    /** Keeps the device's half of a session's ICE servers for its offers. */
    synchronized void deviceHalf(String sessionId, String deviceId, List<IceServer> servers) {
        deviceHalves.put(sessionId, new Half(deviceId, servers));
        if (deviceHalves.size() > ENTRIES_MAX) {
            deviceHalves.pollFirstEntry();
        }
    }

    synchronized List<IceServer> deviceHalf(String sessionId, String deviceId) {
        Half half = deviceHalves.get(sessionId);
        return half != null && half.deviceId.equals(deviceId) ? half.servers : List.of();
    }

    synchronized void forgetDeviceHalf(String sessionId, String deviceId) {
        deviceHalves.computeIfPresent(sessionId, (_, half) -> half.deviceId.equals(deviceId) ? null : half);
    }

    /** Notes addresses of one side of a device's TURN sessions; hands those relays over that have something to send and are not at it. */
    synchronized void seen(String sessionId, String deviceId, boolean viewerSide, Collection<String> addresses, Consumer<Relay> send) {
        for (Relay relay : bySession.getOrDefault(sessionId, List.of())) {
            if (!relay.order.distributes() && deviceId.equals(relay.order.deviceId())) {
                addresses.forEach(address -> relay.add(viewerSide, address));
                if (relay.hasUnsent() && !relay.patching) {
                    relay.patching = true;
                    send.accept(relay);
                }
            }
        }
    }

    /** What is to be sent next; null = nothing, and the sender stops. */
    synchronized @Nullable RelayAddresses nextToSend(Relay relay) {
        if (!relay.hasUnsent()) {
            relay.patching = false;
            return null;
        }
        return relay.takeUnsent();
    }

    synchronized RelayAddresses addresses(Relay relay) {
        return relay.all();
    }
}

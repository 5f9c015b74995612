package vedette.scu.relay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import vedette.contracts.sd.RelayAddresses;
import vedette.contracts.sd.RelayPatch;
import vedette.scu.channel.Workers;

/**
 * Tells MTUs the public addresses of both sides of a relayed session as they become known: of connections to the platform, and of
 * server-reflexive and relay candidates. One message at a time per relay; what comes meanwhile goes with the next. Does not block. Thread-safe.
 */
public final class RelayPeers {
    private final MtuCalls calls;
    private final RelayBook book;
    private final Workers workers;
    private final BiConsumer<Relay, MtuException> failed;

    /** @param failed hears of a command that failed */
    RelayPeers(MtuCalls calls, RelayBook book, Workers workers, BiConsumer<Relay, MtuException> failed) {
        this.calls = calls;
        this.book = book;
        this.workers = workers;
        this.failed = failed;
    }

    /** Addresses of the viewer: of its signalling connection, and of the public candidates in {@code sdp}. */
    public void viewerSeen(String sessionId, String deviceId, @Nullable String peerAddress, @Nullable String sdp) {
        seen(sessionId, deviceId, true, peerAddress, sdp);
    }

    /** Addresses of the device: of its channel, and of the public candidates in {@code sdp}. */
    public void deviceSeen(String sessionId, String deviceId, @Nullable String peerAddress, @Nullable String sdp) {
        seen(sessionId, deviceId, false, peerAddress, sdp);
    }

    private void seen(String sessionId, String deviceId, boolean viewerSide, @Nullable String peerAddress, @Nullable String sdp) {
        Set<String> addresses = CandidateAddresses.of(sdp);
        if (peerAddress != null && CandidateAddresses.isAddress(peerAddress)) {
            addresses.add(peerAddress);
        }
        if (!addresses.isEmpty()) {
            tell(sessionId, deviceId, viewerSide, addresses);
        }
    }

    private void tell(String sessionId, String deviceId, boolean viewerSide, Collection<String> addresses) {
        List<Relay> toSend = new ArrayList<>(1);
        book.seen(sessionId, deviceId, viewerSide, addresses, toSend::add);
        toSend.forEach(relay -> workers.supply(() -> {
            send(relay);
            return relay;
        }));
    }

    private void send(Relay relay) {
        RelayAddresses next = book.nextToSend(relay);
        while (next != null) {
            try {
                calls.change(relay.mtu, relay.relayId, new RelayPatch(next, null));
            } catch (MtuException e) {
                failed.accept(relay, e);
            }
            next = book.nextToSend(relay);
        }
    }
}

package vedette.scu.call;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.MediaCandidate;
import vedette.contracts.ps.MediaOffer;
import vedette.contracts.ps.SessionEndOrder;
import vedette.scu.channel.DeviceLinks;
import vedette.scu.relay.RelayPeers;
import vedette.scu.relay.Relays;

/**
 * Calls devices whose channel is here. On the way the relay of a session learns which public addresses offers, answers and candidates name, an
 * offer gets the device's ICE servers, and the end of a session is the end of its relays. Does not block. Thread-safe.
 */
final class LocalDevices {
    private final Supplier<DeviceLinks> links;
    private final Relays relays;
    private final RelayPeers peers;

    LocalDevices(Supplier<DeviceLinks> links, Relays relays, RelayPeers peers) {
        this.links = links;
        this.relays = relays;
        this.peers = peers;
    }

    /** Whether the device's channel belongs to this instance. */
    boolean holds(String deviceId) {
        return links.get().holds(deviceId);
    }

    /**
     * Calls the device.
     *
     * @param params record of the method
     * @param viewerAddress address of the viewer's signalling connection, if it is a viewer's call
     */
    CompletableFuture<JsonNode> call(String deviceId, String method, Object params, @Nullable String viewerAddress, Duration timeout) {
        return switch (params) {
            case MediaOffer offer -> offer(deviceId, offer, viewerAddress, timeout);
            case MediaCandidate candidate -> {
                peers.viewerSeen(candidate.sessionId(), deviceId, null, candidate.candidate());
                yield links.get().call(deviceId, method, params, timeout);
            }
            case SessionEndOrder order -> {
                relays.ended(order.sessionId(), deviceId);
                yield links.get().call(deviceId, method, params, timeout);
            }
            default -> links.get().call(deviceId, method, params, timeout);
        };
    }

    private CompletableFuture<JsonNode> offer(String deviceId, MediaOffer offer, @Nullable String viewerAddress, Duration timeout) {
        String sessionId = offer.sessionId();
        peers.viewerSeen(sessionId, deviceId, viewerAddress, offer.offer());
        MediaOffer complete = new MediaOffer(
                sessionId, offer.token(), offer.offer(), relays.deviceHalf(sessionId, deviceId), offer.replaces(), offer.flow());
        return links.get().call(deviceId, ChannelMethods.MEDIA_OFFER, complete, timeout).thenApply(result -> {
            peers.deviceSeen(sessionId, deviceId, links.get().peerAddress(deviceId).orElse(null), result.path("answer").asString(""));
            return result;
        });
    }
}

package vedette.scu.channel;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Problem;
import vedette.contracts.ps.CloseCodes;
import vedette.contracts.sc.ChannelAccepted;
import vedette.scu.presence.Presence;

/** All devices that have, or lately had, their control channel here. Thread-safe. */
public final class DeviceLinks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DeviceLinks.class);

    private final Map<String, DeviceLink> links = new ConcurrentHashMap<>();
    private final DeviceRequests requests;
    private final Presence presence;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoTime;
    private final int devicesMax;

    /**
     * No device yet.
     *
     * @param requests serves what devices call
     * @param timer runs timeouts; not closed here
     * @param devicesMax devices at once; further ones are refused
     */
    public DeviceLinks(DeviceRequests requests, Presence presence, ScheduledExecutorService timer, LongSupplier nanoTime, int devicesMax) {
        this.requests = requests;
        this.presence = presence;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.devicesMax = devicesMax;
    }

    /** A connection of a proven device is ready; false if a newer one is there already or there are too many devices. */
    public boolean attach(
            DeviceConnection connection, String deviceId, String bootId, ChannelAccepted accepted, @Nullable String authNonce) {
        if (links.size() >= devicesMax && !links.containsKey(deviceId)) {
            return false;
        }
        DeviceLink link = links.computeIfAbsent(deviceId, id -> new DeviceLink(id, requests, timer, nanoTime));
        if (!link.attach(connection, bootId, accepted.epoch(), authNonce)) {
            return false;
        }
        links.putIfAbsent(deviceId, link); // It may have been forgotten between the two lines above.
        presence.attached(deviceId, accepted.epoch(), accepted.heartbeatMs(), nanoTime.getAsLong());
        log.atInfo().addKeyValue("unitId", deviceId).addKeyValue("epoch", accepted.epoch()).log("Channel open");
        return true;
    }

    /** A frame of a proven device. */
    public void received(DeviceConnection connection, String deviceId, Frame frame) {
        presence.seen(deviceId, nanoTime.getAsLong());
        DeviceLink link = links.get(deviceId);
        if (link != null) {
            link.received(connection, frame);
        }
    }

    /** A connection is gone. The device stays online until it has missed its heartbeats. */
    public void detach(DeviceConnection connection, String deviceId) {
        DeviceLink link = links.get(deviceId);
        if (link != null && link.detach(connection)) {
            log.atInfo().addKeyValue("unitId", deviceId).log("Channel closed");
        }
    }

    /**
     * Calls a device. Completes with its result or a {@link DeviceCallException}; a device that is away for a moment gets the call when it
     * is back within the time-out.
     */
    public CompletableFuture<JsonNode> call(String deviceId, String method, Object params, Duration timeout) {
        DeviceLink link = links.get(deviceId);
        if (link == null || !presence.isOnline(deviceId)) {
            return CompletableFuture.failedFuture(new DeviceCallException(
                    Problem.of("device-offline", "The camera is offline", 409, "The camera is not connected at the moment. Try again later.")));
        }
        return link.call(method, params, timeout);
    }

    /** Whether the device's channel belongs to this instance, be it interrupted for a moment. */
    public boolean holds(String deviceId) {
        return links.containsKey(deviceId) && presence.isOnline(deviceId);
    }

    /** Address of the device's connection, if it has one here now. */
    public Optional<String> peerAddress(String deviceId) {
        return Optional.ofNullable(links.get(deviceId)).flatMap(DeviceLink::peerAddress);
    }

    /** Takes the nonce that the device has to sign in {@code device.auth}; false if it is another one, or was taken before. */
    public boolean takeAuthNonce(String deviceId, String nonce) {
        DeviceLink link = links.get(deviceId);
        return link != null && link.takeAuthNonce(nonce);
    }

    /** Gives the device of that channel the nonce for its next {@code device.auth}. */
    public void authNonce(String deviceId, long epoch, String nonce) {
        DeviceLink link = links.get(deviceId);
        if (link != null) {
            link.authNonce(epoch, nonce);
        }
    }

    /** Calls all devices that are connected here, without waiting for what they say. */
    public void tellAll(String method, Object params, Duration timeout) {
        links.values().stream().filter(DeviceLink::isAttached).forEach(link -> link.call(method, params, timeout).exceptionally(failure -> {
            log.atDebug().setCause(failure).addKeyValue("method", method).log("A device did not take a setting");
            return null;
        }));
    }

    /** Closes a device's channel, e.g. because it was disabled; false if it has none here. */
    public boolean disconnect(String deviceId, String reason) {
        DeviceLink link = links.get(deviceId);
        if (link == null || !link.isAttached()) {
            return false;
        }
        link.close(CloseCodes.REFUSED, reason);
        return true;
    }

    /** The device missed its heartbeats: its connection, if any, is dead. */
    public void silent(String deviceId) {
        DeviceLink link = links.get(deviceId);
        if (link != null) {
            link.close(CloseCodes.SILENT, "No heartbeat in time");
            if (link.isIdle()) {
                links.remove(deviceId, link);
            }
        }
    }

    /** Forgets old answers of all devices, and devices that are offline; called about once a minute. */
    public void tidy() {
        links.values().forEach(DeviceLink::tick);
        links.entrySet().removeIf(entry -> entry.getValue().isIdle() && !presence.isOnline(entry.getKey()));
    }

    /** Devices known here. */
    public int size() {
        return links.size();
    }

    /** Tells all devices to go to another instance. */
    @Override
    public void close() {
        links.values().forEach(link -> link.close(CloseCodes.GOING_AWAY, "This SCU stops; connect again"));
    }
}

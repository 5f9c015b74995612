package vedette.contracts.sc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an SCU knows about its devices; {@code POST /internal/v1/presence}.
 *
 * @param scu reporting instance
 * @param scuBoot its boot id
 * @param full whether {@code devices} is everything that it holds
 * @param devices changed devices, or all if full; at most {@link #DEVICES_MAX}
 */
public record PresenceReport(String scu, String scuBoot, boolean full, List<DevicePresence> devices) {
    /** Devices in one report; a full report of more is sent in several with {@code full=false}. */
    public static final int DEVICES_MAX = 5_000;

    /** An absent list is empty. */
    public PresenceReport(String scu, String scuBoot, boolean full, @Nullable List<DevicePresence> devices) {
        this.scu = scu;
        this.scuBoot = scuBoot;
        this.full = full;
        this.devices = devices == null ? List.of() : List.copyOf(devices);
    }

    /**
     * One device.
     *
     * @param deviceId the device
     * @param epoch of the channel that this is about
     * @param status {@code online} or {@code offline}
     * @param lastSeenAgeMs milliseconds since its last heartbeat
     */
    public record DevicePresence(String deviceId, long epoch, String status, long lastSeenAgeMs) {}
}

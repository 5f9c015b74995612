package vedette.device;

import org.jspecify.annotations.Nullable;

/**
 * Where a device is in its life.
 *
 * @param deviceId id given by the platform, null before the first registration
 * @param scu instance name of the SCU in use, null before registration
 * @param detail for a person: what is tried, or why it waits
 */
public record AgentStatus(
        Phase phase, @Nullable String deviceId, @Nullable String scu, String detail) {
    /** The phases of H.626.4 §8.1 as a device lives them. */
    public enum Phase {
        STOPPED,
        BOOTSTRAPPING,
        REGISTERING,
        CONNECTING,
        /** The control channel is accepted: the device is online. */
        READY,
        /** Something failed; it is tried again. */
        WAITING,
        /** The platform refused this device; it is tried again, rarely. */
        REFUSED
    }

    public boolean isReady() {
        return phase == Phase.READY;
    }
}

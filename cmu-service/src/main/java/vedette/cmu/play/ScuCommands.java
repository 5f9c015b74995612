package vedette.cmu.play;

import vedette.contracts.sm.DeviceDisconnect;
import vedette.contracts.sm.RelayOffer;
import vedette.contracts.sm.RelayOrder;
import vedette.contracts.sm.SessionEnd;

/** What the CMU orders from SCUs (reference point Sm). */
interface ScuCommands {
    /**
     * Ends a session at its device; returns when the SCU has passed the order on.
     *
     * @param scuUrl internal base URL of the SCU that holds the device
     * @throws RuntimeException if the SCU does not answer or cannot reach the device
     */
    void endSession(String scuUrl, String sessionId, SessionEnd order);

    /**
     * Closes a device's channel.
     *
     * @throws RuntimeException if the SCU does not answer
     */
    void disconnect(String scuUrl, String deviceId, DeviceDisconnect order);

    /**
     * Orders a relay (register 11.3b R01).
     *
     * @throws RuntimeException if the SCU does not answer or refuses
     */
    RelayOffer relay(String scuUrl, RelayOrder order);
}

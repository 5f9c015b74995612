package vedette.contracts.ps;

import java.time.Instant;

/**
 * The device is registered (H.626.4 §8.1 S4); 201 the first time, 200 when the same key registers again (AMB-10).
 *
 * @param deviceId {@code dev_…}
 * @param channelUrl {@code wss://…/scu/v1/channel}, to be opened next
 * @param heartbeatMs period of heartbeats
 * @param expiresInMs the device registers again before this is over
 * @param serverTime the platform's time
 */
public record DeviceRegistered(String deviceId, String channelUrl, long heartbeatMs, long expiresInMs, Instant serverTime) {}

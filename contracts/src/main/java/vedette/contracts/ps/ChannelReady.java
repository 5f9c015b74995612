package vedette.contracts.ps;

import java.time.Instant;

/**
 * The channel is open.
 *
 * @param heartbeatMs period of heartbeats
 * @param epoch counts the channels of this device
 * @param serverTime the platform's time
 * @param protocolVersion of the methods on this channel
 */
public record ChannelReady(long heartbeatMs, long epoch, Instant serverTime, int protocolVersion) {}

package vedette.contracts.sc;

/**
 * The device is who it says it is.
 *
 * @param epoch counts the channels of this device; a report with an older epoch is ignored
 * @param tenantId tenant of the device
 * @param heartbeatMs period of heartbeats
 */
public record ChannelAccepted(long epoch, String tenantId, long heartbeatMs) {}

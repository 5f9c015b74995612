package vedette.contracts.sc;

/**
 * Answer to a {@link ServiceInstance}.
 *
 * @param cmuBootId changes when this CMU was restarted: the SCU then sends a full presence report
 * @param heartbeatMs when to report again
 */
public record ServiceInstanceAck(String cmuBootId, long heartbeatMs) {}

package vedette.contracts.cm;

/**
 * The device is bound (H.626.4 §8.2 S4).
 *
 * @param device the device
 * @param flowId id of the 8.2 flow
 */
public record BindResult(Device device, String flowId) {}

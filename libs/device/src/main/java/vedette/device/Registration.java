package vedette.device;

import java.net.URI;
import vedette.contracts.flow.FlowRef;

/**
 * The platform's answer to a registration (H.626.4 §8.1 S4).
 *
 * @param channelUrl where the control channel is to be opened
 * @param expiresInMillis the registration is to be renewed before
 * @param flow the flow at S4
 */
record Registration(String deviceId, URI channelUrl, int heartbeatMillis, long expiresInMillis, FlowRef flow) {}

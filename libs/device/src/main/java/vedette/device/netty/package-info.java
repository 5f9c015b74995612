/** The sockets of a device: HTTPS requests and the WebSocket of the control channel on shared Netty event loops. Decides nothing. */
@NullMarked
package vedette.device.netty;

import org.jspecify.annotations.NullMarked;

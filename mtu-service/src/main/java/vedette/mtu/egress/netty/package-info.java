/** fMP4 over WebSocket (RFC 6455) on Netty. */
@NullMarked
package vedette.mtu.egress.netty;

import org.jspecify.annotations.NullMarked;

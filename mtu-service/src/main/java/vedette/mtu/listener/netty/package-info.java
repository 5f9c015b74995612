/** The TLS listener for cameras and browsers, and its plain twin on loopback: HTTP/1.1 requests that become reverse RTSP or WebSocket connections. */
@NullMarked
package vedette.mtu.listener.netty;

import org.jspecify.annotations.NullMarked;

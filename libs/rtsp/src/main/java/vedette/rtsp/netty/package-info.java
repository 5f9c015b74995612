/**
 * Netty drivers of the RTSP machines: sockets, timers and the bounded way of media to slow peers. A connection, its
 * session and its UDP ports stay on one event loop for life.
 *
 * <p>Not implemented: multicast, RTP over UDP through NATs without open ports, SRTP.
 */
@NullMarked
package vedette.rtsp.netty;

import org.jspecify.annotations.NullMarked;

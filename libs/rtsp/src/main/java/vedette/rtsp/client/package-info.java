/**
 * The client side of an RTSP connection as a machine: OPTIONS, DESCRIBE, SETUP, PLAY and keep-alive against cameras and
 * servers of both versions (RFC 2326, RFC 7826). The driver is {@link vedette.rtsp.netty.RtspClient}.
 *
 * <p>Not implemented: following redirects, ANNOUNCE and RECORD, multicast, reconnecting (the caller's decision).
 */
@NullMarked
package vedette.rtsp.client;

import org.jspecify.annotations.NullMarked;

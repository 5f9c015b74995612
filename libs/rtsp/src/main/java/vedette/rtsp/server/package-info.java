/**
 * The server side of an RTSP connection as a machine: bytes and the application's answers in, bytes and questions to the
 * application out (RFC 2326 §10, RFC 7826 §13). The driver is {@link vedette.rtsp.netty.RtspServer}.
 *
 * <p>Not implemented: several sessions on one connection, sessions that outlive their connection, REDIRECT, ANNOUNCE and
 * RECORD, PLAY_NOTIFY, multicast.
 */
@NullMarked
package vedette.rtsp.server;

import org.jspecify.annotations.NullMarked;

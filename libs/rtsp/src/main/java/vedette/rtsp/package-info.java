/**
 * RTSP messages of both versions on one connection, with interleaved binary data (RFC 2326, RFC 7826): values and
 * codecs without sockets, clocks or threads.
 *
 * <p>Not implemented: RTSP over HTTP tunnels, REDIRECT, PLAY_NOTIFY, feature tags beyond {@code play.basic}, SMPTE time
 * ranges (RFC 7826 §4.4.1).
 */
@NullMarked
package vedette.rtsp;

import org.jspecify.annotations.NullMarked;

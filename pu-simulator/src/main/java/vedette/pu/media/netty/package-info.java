/**
 * The RTSP connection to cameras on the local network: joins the client of {@code libs/rtsp} with the depacketizers of
 * {@code libs/rtp} and puts video and sound on one time line (RFC 3550 §6.4.1). Not implemented: checking a camera's
 * own
 * certificate against a pin for rtsps; only publicly trusted ones are accepted.
 */
@NullMarked
package vedette.pu.media.netty;

import org.jspecify.annotations.NullMarked;

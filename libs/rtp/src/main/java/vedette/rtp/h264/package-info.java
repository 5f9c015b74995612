/**
 * H.264 as far as transport needs it: Annex B and AVCC framing, access units, parameter sets (ITU-T H.264 §7.3) and the
 * RTP payload format in packetization mode 1 (RFC 6184).
 *
 * <p>Not implemented: interleaved packetization mode 2 (RFC 6184 §5.4; STAP-B, MTAP, FU-B are refused), scalable and
 * multiview extensions (ITU-T H.264 annexes G and H), slice data.
 */
@NullMarked
package vedette.rtp.h264;

import org.jspecify.annotations.NullMarked;

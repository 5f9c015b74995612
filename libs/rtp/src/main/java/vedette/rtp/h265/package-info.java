/**
 * H.265 as far as transport needs it: NAL units, the sequence parameter set and the RTP payload format (RFC 7798) without
 * interleaving. Access units are {@link vedette.rtp.h264.AccessUnit}s: both codecs carry NAL units.
 *
 * <p>Not implemented: DONL fields and PACI (RFC 7798 §4.4.4, §4.5), scalable and multiview extensions, slice data.
 */
@NullMarked
package vedette.rtp.h265;

import org.jspecify.annotations.NullMarked;

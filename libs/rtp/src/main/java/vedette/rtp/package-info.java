/**
 * RTP and RTCP without sockets, clocks or threads: packet codecs, 64-bit time and sequence extension, reception
 * statistics and sender reports (RFC 3550, RFC 4585, RFC 5104, RFC 8285).
 *
 * <p>Not implemented: RTP padding generation (parsed only), two-byte header extension generation (parsed only),
 * RTCP XR (RFC 3611), reduced-size RTCP generation (RFC 5506, parsed), the RTCP transmission interval of RFC 3550 §6.3.
 */
@NullMarked
package vedette.rtp;

import org.jspecify.annotations.NullMarked;

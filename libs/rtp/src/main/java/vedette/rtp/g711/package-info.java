/** G.711 audio: A-law and µ-law companding (ITU-T G.711) and its RTP packetization times (RFC 3551 §4.5.14). */
@NullMarked
package vedette.rtp.g711;

import org.jspecify.annotations.NullMarked;

/**
 * What viewers of distributed streams get (H.626.4 §9, reference points Mc and Cd): RTSP for native viewers, checked by the CMU before the first
 * byte, and fragmented MP4 for browsers, let in by a ticket.
 */
@NullMarked
package vedette.mtu.egress;

import org.jspecify.annotations.NullMarked;

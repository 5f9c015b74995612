/** Reverse RTSP (H.626.4 §9, reference points Mp and Pd): a device dials, proves itself by a ticket, and is then the RTSP server on its connection. */
@NullMarked
package vedette.mtu.reverse.netty;

import org.jspecify.annotations.NullMarked;

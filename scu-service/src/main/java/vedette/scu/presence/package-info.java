/** Who is online: heartbeats by the monotonic clock, reported to the CMU (ITU-T H.626.4 §7.2; GAP-01). */
@NullMarked
package vedette.scu.presence;

import org.jspecify.annotations.NullMarked;

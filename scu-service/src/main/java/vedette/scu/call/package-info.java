/** Call control: viewers' signalling, the devices' answers, the media routing table (ITU-T H.626.4 §7.2, §8.4). */
@NullMarked
package vedette.scu.call;

import org.jspecify.annotations.NullMarked;

/** The device registry: registration, channels, presence, the owner's and the operator's view of devices (H.626.4 §8.1, §7.1). */
@NullMarked
package vedette.cmu.device;

import org.jspecify.annotations.NullMarked;

/** What a device says about itself: channels, streams, capabilities. Shared by the reference points Ps, Sc and Cm (ITU-T H.626.4 §9). */
@NullMarked
package vedette.contracts.device;

import org.jspecify.annotations.NullMarked;

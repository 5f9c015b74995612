/** What a device does before it has a channel: bootstrap, challenge, registration (ITU-T H.626.4 §8.1; CSS-3-Bootstrap). */
@NullMarked
package vedette.scu.registration;

import org.jspecify.annotations.NullMarked;

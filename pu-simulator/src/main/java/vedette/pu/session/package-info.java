/**
 * Play sessions of a premises unit (H.626.4 §8.4): legitimacy check through the SCU, the lease, adaptation to the viewer's capabilities, and the
 * two transports that carry the media.
 */
@NullMarked
package vedette.pu.session;

import org.jspecify.annotations.NullMarked;

/**
 * Media transmission units (reference point Sd): which there are, which one relays a session, and their relays from the command to the end
 * (H.626.4 §7.2: the SCU selects one media serving unit among several; register 11.3, 11.3b).
 */
@NullMarked
package vedette.scu.relay;

import org.jspecify.annotations.NullMarked;

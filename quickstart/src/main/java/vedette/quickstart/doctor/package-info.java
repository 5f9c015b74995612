/**
 * {@code ./vedette doctor}: looks at a system from outside, as a camera and a browser would, and says what is wrong and what to do.
 * It changes nothing and needs no rights on the system.
 */
@NullMarked
package vedette.quickstart.doctor;

import org.jspecify.annotations.NullMarked;

/** The CMU's internal operations that the MTU uses (reference point Dm). */
@NullMarked
package vedette.mtu.cmu;

import org.jspecify.annotations.NullMarked;

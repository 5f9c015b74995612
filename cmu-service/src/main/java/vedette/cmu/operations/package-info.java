/** The operator's portal: customers, cameras, what needs attention (H.626.4 §6.2); and the timers of this service. */
@NullMarked
package vedette.cmu.operations;

import org.jspecify.annotations.NullMarked;

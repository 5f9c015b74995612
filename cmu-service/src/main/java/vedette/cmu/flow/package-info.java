/** The flow trace: takes events of all services, devices and viewers, and draws each run of a flow with the place where it broke (H.626.4 §8). */
@NullMarked
package vedette.cmu.flow;

import org.jspecify.annotations.NullMarked;

/** How a service instance becomes known to the CMU and learns of its restarts. */
@NullMarked
package vedette.platform.instance;

import org.jspecify.annotations.NullMarked;

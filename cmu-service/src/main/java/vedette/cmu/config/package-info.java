/** Settings and wiring of the CMU; no logic. */
@NullMarked
package vedette.cmu.config;

import org.jspecify.annotations.NullMarked;

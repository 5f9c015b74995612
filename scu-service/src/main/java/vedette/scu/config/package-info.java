/** Wiring of the service control unit; no logic. */
@NullMarked
package vedette.scu.config;

import org.jspecify.annotations.NullMarked;

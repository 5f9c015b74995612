/** Settings that all services share, and the wiring of this module. */
@NullMarked
package vedette.platform.config;

import org.jspecify.annotations.NullMarked;

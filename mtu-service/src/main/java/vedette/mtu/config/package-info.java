/** The beans of the MTU. */
@NullMarked
package vedette.mtu.config;

import org.jspecify.annotations.NullMarked;

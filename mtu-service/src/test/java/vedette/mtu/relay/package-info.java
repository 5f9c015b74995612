/** Tests of the relay commands. */
@NullMarked
package vedette.mtu.relay;

import org.jspecify.annotations.NullMarked;

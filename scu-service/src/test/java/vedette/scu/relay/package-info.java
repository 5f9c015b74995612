/** Tests of the choice of media servers. */
@NullMarked
package vedette.scu.relay;

import org.jspecify.annotations.NullMarked;

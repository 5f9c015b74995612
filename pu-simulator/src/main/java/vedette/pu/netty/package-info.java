/** The premises unit's own sockets. */
@NullMarked
package vedette.pu.netty;

import org.jspecify.annotations.NullMarked;

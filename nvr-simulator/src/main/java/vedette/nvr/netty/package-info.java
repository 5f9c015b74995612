/** The event loop that carries a recorder's sockets and decisions. */
@NullMarked
package vedette.nvr.netty;

import org.jspecify.annotations.NullMarked;

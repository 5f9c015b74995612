/** Tests of the STUN and TURN server without sockets. */
@NullMarked
package vedette.stun.server;

import org.jspecify.annotations.NullMarked;

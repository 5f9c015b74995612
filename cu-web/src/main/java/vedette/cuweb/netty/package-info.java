/** The gateway's connections to the services: mutual TLS of the internal CA on Netty. */
@NullMarked
package vedette.cuweb.netty;

import org.jspecify.annotations.NullMarked;

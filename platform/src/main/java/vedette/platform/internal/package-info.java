/** Identity between services: the internal CA, mutual TLS by SPIFFE name, the two faces of a service and who may call what. */
@NullMarked
package vedette.platform.internal;

import org.jspecify.annotations.NullMarked;

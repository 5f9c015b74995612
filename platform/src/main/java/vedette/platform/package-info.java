/**
 * What the Spring services share: problem bodies, the two mutual-TLS faces, callers of internal operations, clients of other
 * services, the flow trace, rate limits and registration of instances.
 */
@NullMarked
package vedette.platform;

import org.jspecify.annotations.NullMarked;

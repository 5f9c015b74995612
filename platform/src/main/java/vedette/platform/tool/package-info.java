/** Small programs that run beside a service on its host or in its container: the first sign-in link. */
@NullMarked
package vedette.platform.tool;

import org.jspecify.annotations.NullMarked;

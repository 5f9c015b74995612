/** Errors as RFC 9457 problems: one exception type, one advice, one body. */
@NullMarked
package vedette.platform.error;

import org.jspecify.annotations.NullMarked;

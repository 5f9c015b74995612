/** Limits that every open operation has. */
@NullMarked
package vedette.platform.security;

import org.jspecify.annotations.NullMarked;

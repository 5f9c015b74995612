/** Who may do what on the public face: access tokens, roles, and the limits that every open operation has. */
@NullMarked
package vedette.platform.security;

import org.jspecify.annotations.NullMarked;

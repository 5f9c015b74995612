/**
 * The public web origin: serves the portal, keeps the refresh token in a cookie that scripts cannot read, and passes an explicit list of public
 * paths on to the services over mutual TLS. Not implemented: TLS certificates by ACME, the installable offline mode.
 */
@NullMarked
package vedette.cuweb;

import org.jspecify.annotations.NullMarked;

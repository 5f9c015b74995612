/** Certificates of the listeners that devices and native viewers reach over TLS: configured ones, or ones of a generated CA. */
@NullMarked
package vedette.platform.tls;

import org.jspecify.annotations.NullMarked;

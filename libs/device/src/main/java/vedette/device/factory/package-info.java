/**
 * The manufacturing side: a vendor's root key, and the issue of one {@code device.json} with its label for each device. A running device never
 * holds the vendor root and never sees its own label code.
 */
@NullMarked
package vedette.device.factory;

import org.jspecify.annotations.NullMarked;

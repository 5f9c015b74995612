/**
 * Keys of the platform: made at first start, kept in the database sealed with a master key file, so that a copy of the database alone opens
 * nothing.
 */
@NullMarked
package vedette.cmu.keys;

import org.jspecify.annotations.NullMarked;

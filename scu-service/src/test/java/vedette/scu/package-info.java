/** The whole SCU with a CMU double, raw devices and raw viewers. */
@NullMarked
package vedette.scu;

import org.jspecify.annotations.NullMarked;

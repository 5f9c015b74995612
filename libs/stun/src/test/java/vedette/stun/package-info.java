/** Tests of STUN messages. */
@NullMarked
package vedette.stun;

import org.jspecify.annotations.NullMarked;

/** Tests of the STUN client. */
@NullMarked
package vedette.stun.client;

import org.jspecify.annotations.NullMarked;

/** Tests of the listeners with real peers. */
@NullMarked
package vedette.stun.netty;

import org.jspecify.annotations.NullMarked;

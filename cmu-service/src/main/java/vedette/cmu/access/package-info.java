/** Who calls, what they may do, how often: access tokens, roles per operation, client addresses, rate limits, lock-outs (H.626.4 §7.1). */
@NullMarked
package vedette.cmu.access;

import org.jspecify.annotations.NullMarked;

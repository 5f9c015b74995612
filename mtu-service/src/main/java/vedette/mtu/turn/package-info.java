/** Relays of kind {@code turn}: credentials for both sides of a session, the flow events of H.626.4 §8.3 and register §11.3b, counters. */
@NullMarked
package vedette.mtu.turn;

import org.jspecify.annotations.NullMarked;

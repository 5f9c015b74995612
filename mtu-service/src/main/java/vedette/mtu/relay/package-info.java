/**
 * Relays as the SCU commands them (reference point Sd, H.626.4 §9; register §11, R03): their lifetime, and the dispatch to what keeps each kind,
 * TURN ({@code vedette.mtu.turn}) or {@link vedette.mtu.relay.Distribution}.
 */
@NullMarked
package vedette.mtu.relay;

import org.jspecify.annotations.NullMarked;

/**
 * Reference point Cs, CU ↔ SCU: the messages of a viewer's signalling WebSocket {@code /scu/v1/signal} (ITU-T H.626.4 §9; register 11.2b).
 */
@NullMarked
package vedette.contracts.cs;

import org.jspecify.annotations.NullMarked;

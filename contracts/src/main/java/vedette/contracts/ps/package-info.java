/**
 * Reference point Ps, SCU ↔ PU: registration over HTTPS, and the JSON-RPC methods of the control channel that a device opens and keeps
 * (ITU-T H.626.4 §9; AMB-05). Described in {@code asyncapi/device-channel.yaml}; one JSON Schema per body in {@code schemas/device}.
 */
@NullMarked
package vedette.contracts.ps;

import org.jspecify.annotations.NullMarked;

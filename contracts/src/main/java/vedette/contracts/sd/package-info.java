/** Reference point Sd, SCU → MTU: control of relaying and distribution (ITU-T H.626.4 §9). Internal API {@code /internal/v1} of the MTU; the text is {@code openapi/mtu.yaml}. */
@NullMarked
package vedette.contracts.sd;

import org.jspecify.annotations.NullMarked;

/**
 * Reference point Cm, CU ↔ CMU: accounts, sign-in, devices, binding, play requests, flow views and the operator's portal
 * (ITU-T H.626.4 §9). Public API {@code /cmu/v1} of the CMU; the text is {@code openapi/cmu.yaml}.
 */
@NullMarked
package vedette.contracts.cm;

import org.jspecify.annotations.NullMarked;

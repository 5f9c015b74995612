/**
 * Reference point Sc, SCU → CMU: registration, channels, presence, legitimacy checks, instances; and Dm, MTU → CMU, which
 * uses the same checks (ITU-T H.626.4 §9). Internal API {@code /internal/v1} of the CMU.
 */
@NullMarked
package vedette.contracts.sc;

import org.jspecify.annotations.NullMarked;

/** Reference point Sm, CMU → SCU: service resources, session status, forwarding to devices (ITU-T H.626.4 §9). Internal API {@code /internal/v1} of the SCU. */
@NullMarked
package vedette.contracts.sm;

import org.jspecify.annotations.NullMarked;

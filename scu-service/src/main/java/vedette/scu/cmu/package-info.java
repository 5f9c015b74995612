/** What the SCU asks of the CMU (reference point Sc, ITU-T H.626.4 §9). */
@NullMarked
package vedette.scu.cmu;

import org.jspecify.annotations.NullMarked;

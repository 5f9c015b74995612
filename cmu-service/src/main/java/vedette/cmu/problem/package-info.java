/** The registry of problem codes of the CMU. */
@NullMarked
package vedette.cmu.problem;

import org.jspecify.annotations.NullMarked;

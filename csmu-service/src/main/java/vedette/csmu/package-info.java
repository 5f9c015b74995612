/**
 * The cloud storage management unit (ITU-T H.626.4 §8.7.1): runs, reports its health and registers at the CMU. Its functions are not implemented;
 * the module's README lists them.
 */
@NullMarked
package vedette.csmu;

import org.jspecify.annotations.NullMarked;

/**
 * The cloud storage access unit (ITU-T H.626.4 §8.7.1): runs, reports its health and registers at the CMU. Its functions are not implemented;
 * the module's README lists them.
 */
@NullMarked
package vedette.csau;

import org.jspecify.annotations.NullMarked;

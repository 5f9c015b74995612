/**
 * The media transmission unit (ITU-T H.626.4 §7.3): runs, reports its health and registers at the CMU. Its functions are not implemented;
 * the module's README lists them.
 */
@NullMarked
package vedette.mtu;

import org.jspecify.annotations.NullMarked;

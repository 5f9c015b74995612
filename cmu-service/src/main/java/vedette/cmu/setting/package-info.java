/** Settings that operators change at run time (H.626.4 §6.2). */
@NullMarked
package vedette.cmu.setting;

import org.jspecify.annotations.NullMarked;

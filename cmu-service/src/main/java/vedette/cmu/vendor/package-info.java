/** Vendors: whose device certificates this platform accepts (H.626.4 §6.2). */
@NullMarked
package vedette.cmu.vendor;

import org.jspecify.annotations.NullMarked;

/** Binding of devices to accounts, and the owner's view of them (H.626.4 §8.2, AMB-11, AMB-12). */
@NullMarked
package vedette.cmu.binding;

import org.jspecify.annotations.NullMarked;

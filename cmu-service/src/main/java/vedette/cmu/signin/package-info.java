/** Sign-in: password, one-time links, refresh rotation, lock-out, forgotten passwords, the security log (H.626.4 §6.3.2, GAP-02). */
@NullMarked
package vedette.cmu.signin;

import org.jspecify.annotations.NullMarked;

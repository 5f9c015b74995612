/** The audit log: every privileged action with actor, object and result (H.626.4 §6.2, GAP-13). */
@NullMarked
package vedette.cmu.audit;

import org.jspecify.annotations.NullMarked;

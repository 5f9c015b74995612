/** Accounts: sign-up with a confirmed number, approval, invitations, the operator's view of customers (H.626.4 §6.1.1, §6.2). */
@NullMarked
package vedette.cmu.account;

import org.jspecify.annotations.NullMarked;

/**
 * Playing: requests, hash tokens and their legitimacy checks, leases, access keys, revocation, usage records (H.626.4 §8.4, §7.1; AMB-24,
 * AMB-26).
 */
@NullMarked
package vedette.cmu.play;

import org.jspecify.annotations.NullMarked;

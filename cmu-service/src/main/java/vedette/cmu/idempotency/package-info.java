/** Creating requests with an {@code Idempotency-Key}: the same key and caller get the same answer for a day (GAP-10). */
@NullMarked
package vedette.cmu.idempotency;

import org.jspecify.annotations.NullMarked;

/** Pages of lists. */
@NullMarked
package vedette.cmu.paging;

import org.jspecify.annotations.NullMarked;

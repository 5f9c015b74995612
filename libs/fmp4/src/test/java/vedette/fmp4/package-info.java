@NullMarked
package vedette.fmp4;

import org.jspecify.annotations.NullMarked;

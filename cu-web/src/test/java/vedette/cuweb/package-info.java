/** Tests of the gateway against a CMU that the test plays. */
@NullMarked
package vedette.cuweb;

import org.jspecify.annotations.NullMarked;

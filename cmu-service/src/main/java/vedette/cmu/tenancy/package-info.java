/** Which tenant the present work is for; Hibernate's filter and the SQL of the other packages follow it. */
@NullMarked
package vedette.cmu.tenancy;

import org.jspecify.annotations.NullMarked;

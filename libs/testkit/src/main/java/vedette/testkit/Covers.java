package vedette.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a test (or a whole test class) with the requirements that it proves, by the ids of the requirement register,
 * e.g. {@code @Covers({"H6264-8.4-S4", "H6264-7-f"})}. An id may be covered by any number of tests; the coverage
 * report reads this mark by reflection.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Covers {

    /** Requirement ids exactly as the register spells them; at least one. */
    String[] value();
}

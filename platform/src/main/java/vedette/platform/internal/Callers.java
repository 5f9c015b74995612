package vedette.platform.internal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the entities that may call an internal operation ({@code x-callers} in its OpenAPI text). An internal operation
 * without it is refused to everybody.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Callers {
    /** Entities, such as {@code scu}; {@code *} stands for every entity that has a certificate. */
    String[] value();
}

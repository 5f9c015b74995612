package vedette.cmu.access;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Who may call an operation of the public face; on a controller for all its operations. Without it an operation refuses everybody. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Access {
    /** The audience. */
    Audience value();

    /** Audiences of operations. */
    enum Audience {
        /** Everybody, without token. */
        ANONYMOUS,
        /** Every signed-in account. */
        SIGNED_IN,
        /** Operators of the tenant and administrators. */
        OPERATOR
    }
}

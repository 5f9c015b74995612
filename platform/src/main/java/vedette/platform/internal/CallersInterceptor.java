package vedette.platform.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import vedette.contracts.ErrorKind;
import vedette.platform.error.VedetteException;

/** Enforces {@link Callers} on {@code /internal/**}; denies by default. */
public final class CallersInterceptor implements HandlerInterceptor {
    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)) {
            return true;
        }
        String caller = FacesFilter.caller(request).map(SpiffeId::entity).orElse("nobody");
        Callers callers = callersOf(method);
        if (callers == null
                || Arrays.stream(callers.value()).noneMatch(allowed -> allowed.equals(caller) || allowed.equals("*"))) {
            throw new VedetteException(
                    ErrorKind.PERMISSION_DENIED,
                    "caller-not-allowed",
                    "This operation is not for calls from '" + caller + "'; its x-callers list in the API document says who may.");
        }
        return true;
    }

    /** The callers list of an operation: on the method, else on its class; null if neither has one. */
    public static @Nullable Callers callersOf(HandlerMethod method) {
        Callers onMethod = method.getMethodAnnotation(Callers.class);
        return onMethod != null ? onMethod : method.getBeanType().getAnnotation(Callers.class);
    }
}

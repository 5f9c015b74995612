package vedette.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.annotation.Annotation;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import vedette.contracts.ErrorKind;
import vedette.platform.error.VedetteException;
import vedette.platform.internal.FacesFilter;

/** Demands an access token for every public operation that is not {@link Anonymous}, and a role if one is named. */
public final class AccessInterceptor implements HandlerInterceptor {
    /** Made by the platform configuration. */
    public AccessInterceptor() {}

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!FacesFilter.isPublicFace(request)
                || !(handler instanceof HandlerMethod method)
                || ErrorController.class.isAssignableFrom(method.getBeanType())) {
            return true;
        }
        Roles roles = find(method, Roles.class);
        if (roles == null && find(method, Anonymous.class) != null) {
            return true;
        }
        CurrentUser user = CurrentUser.of(request).orElseThrow(() -> {
            if (request.getAttribute(TokenFilter.FAILURE) instanceof VedetteException failure) {
                response.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
                return failure;
            }
            response.setHeader("WWW-Authenticate", "Bearer");
            return signInNeeded();
        });
        if (roles != null && !Arrays.asList(roles.value()).contains(user.role())) {
            throw new VedetteException(
                    ErrorKind.PERMISSION_DENIED, "role-missing", "This needs the role " + roles.value()[0] + ".");
        }
        return true;
    }

    /** The failure of a request that needs a user and has none. */
    static VedetteException signInNeeded() {
        return new VedetteException(
                ErrorKind.UNAUTHENTICATED, "sign-in-needed", "Expected an access token, found none. Sign in.");
    }

    private static <A extends Annotation> @Nullable A find(HandlerMethod method, Class<A> type) {
        A onMethod = AnnotatedElementUtils.findMergedAnnotation(method.getMethod(), type);
        return onMethod != null ? onMethod : AnnotatedElementUtils.findMergedAnnotation(method.getBeanType(), type);
    }
}

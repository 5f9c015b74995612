package vedette.cmu.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import vedette.cmu.problem.CmuProblem;

/** Enforces {@link Access} on the public face; an operation without it refuses everybody. */
@Component
class AccessInterceptor implements HandlerInterceptor, WebMvcConfigurer {
    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/cmu/v1/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        if (!(handler instanceof HandlerMethod method)) {
            return true;
        }
        Access access = find(method);
        if (access == null) {
            throw CmuProblem.ROLE_MISSING.exception();
        }
        if (access.value() == Access.Audience.ANONYMOUS) {
            return true;
        }
        Optional<Caller> caller = Caller.find();
        if (caller.isEmpty()) {
            response.setHeader("WWW-Authenticate", "Bearer");
            throw CmuProblem.TOKEN_INVALID.exception();
        }
        if (access.value() == Access.Audience.OPERATOR && caller.get().role() == Role.USER) {
            throw CmuProblem.ROLE_MISSING.exception();
        }
        return true;
    }

    private static @Nullable Access find(HandlerMethod method) {
        Access own = method.getMethodAnnotation(Access.class);
        return own != null ? own : method.getBeanType().getAnnotation(Access.class);
    }
}

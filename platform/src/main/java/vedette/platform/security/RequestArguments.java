package vedette.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import vedette.contracts.ErrorKind;
import vedette.platform.error.VedetteException;
import vedette.platform.internal.FacesFilter;
import vedette.platform.internal.SpiffeId;

/**
 * Controller parameters of the types {@link CurrentUser} (401 if absent), {@link SpiffeId} (the calling instance) and
 * {@code Optional} of both. Thread-safe.
 */
public final class RequestArguments implements HandlerMethodArgumentResolver {
    /** Made by the platform configuration. */
    public RequestArguments() {}

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
        return type == CurrentUser.class || type == SpiffeId.class;
    }

    @Override
    public @Nullable Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest request = webRequest.getNativeRequest(HttpServletRequest.class);
        if (request == null) {
            throw new IllegalStateException("Expected a servlet request");
        }
        Class<?> type = parameter.nestedIfOptional().getNestedParameterType();
        Optional<?> value = type == CurrentUser.class ? CurrentUser.of(request) : FacesFilter.caller(request);
        if (parameter.getParameterType() == Optional.class) {
            return value;
        }
        return value.orElseThrow(() -> type == CurrentUser.class
                ? AccessInterceptor.signInNeeded()
                : new VedetteException(
                        ErrorKind.PERMISSION_DENIED, "caller-unknown", "Expected a client certificate."));
    }
}

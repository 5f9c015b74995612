package vedette.cmu.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.RequestBodyAdviceAdapter;
import vedette.contracts.ErrorKind;
import vedette.contracts.Problem;
import vedette.platform.error.VedetteException;

/**
 * Refuses bodies that lack what the contract requires: a component of a contract record that is not {@code @Nullable} must be there. Jackson alone
 * would pass null on, against the type. Thread-safe.
 */
@RestControllerAdvice
class RequiredFields extends RequestBodyAdviceAdapter {
    private static final int FAULTS_MAX = 20;

    private final Map<Class<?>, List<RecordComponent>> required = new ConcurrentHashMap<>();

    @Override
    public boolean supports(
            MethodParameter parameter, Type targetType, Class<? extends HttpMessageConverter<?>> converterType) {
        return true;
    }

    @Override
    public Object afterBodyRead(
            Object body,
            HttpInputMessage message,
            MethodParameter parameter,
            Type targetType,
            Class<? extends HttpMessageConverter<?>> converterType) {
        List<Problem.FieldError> faults = new ArrayList<>();
        check(body, "", faults);
        if (!faults.isEmpty()) {
            throw new VedetteException(
                    ErrorKind.INVALID_ARGUMENT,
                    "request-invalid",
                    "The body lacks " + faults.getFirst().pointer() + "; see errors.",
                    faults,
                    null);
        }
        return body;
    }

    private void check(Object value, String pointer, List<Problem.FieldError> faults) {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                check(list.get(i), pointer + "/" + i, faults);
            }
        } else if (value instanceof Record) {
            for (RecordComponent component : required.computeIfAbsent(value.getClass(), RequiredFields::references)) {
                checkComponent(value, component, pointer, faults);
            }
        }
    }

    private void checkComponent(
            Object value, RecordComponent component, String pointer, List<Problem.FieldError> faults) {
        String at =
                pointer + "/" + component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
        Object part = read(component, value);
        if (part != null) {
            check(part, at, faults);
        } else if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class) && faults.size() < FAULTS_MAX) {
            faults.add(new Problem.FieldError(at, "missing"));
        }
    }

    private static List<RecordComponent> references(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .filter(component -> !component.getType().isPrimitive())
                .toList();
    }

    private static @Nullable Object read(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Contract records are public", e);
        }
    }
}

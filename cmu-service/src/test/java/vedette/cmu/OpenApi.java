package vedette.cmu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The operations of {@code openapi/cmu.yaml}. */
final class OpenApi {
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private OpenApi() {}

    /**
     * One operation.
     *
     * @param roles who may call a public one
     * @param callers who may call an internal one
     */
    record Operation(String method, String path, String id, List<String> roles, List<String> callers) {
        boolean internal() {
            return path.startsWith("/internal/");
        }

        boolean anonymous() {
            return roles.contains("anonymous");
        }

        boolean operatorOnly() {
            return !roles.contains("user") && !anonymous();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static Map<?, ?> document() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/openapi/cmu.yaml")) {
            return new Yaml().load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Operation> operations() {
        List<Operation> found = new ArrayList<>();
        Map<?, ?> paths = (Map<?, ?>) document().get("paths");
        paths.forEach((path, item) -> ((Map<?, ?>) item).forEach((method, operation) -> {
            if (METHODS.contains(String.valueOf(method))) {
                Map<?, ?> fields = (Map<?, ?>) operation;
                found.add(new Operation(
                        String.valueOf(method).toUpperCase(java.util.Locale.ROOT),
                        String.valueOf(path),
                        String.valueOf(fields.get("operationId")),
                        strings(fields.get("x-roles")),
                        strings(fields.get("x-callers"))));
            }
        }));
        return found;
    }

    private static List<String> strings(Object list) {
        return list instanceof List<?> values
                ? values.stream().map(String::valueOf).toList()
                : List.of();
    }
}

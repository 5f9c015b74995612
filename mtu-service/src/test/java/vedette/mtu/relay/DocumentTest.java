package vedette.mtu.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.yaml.snakeyaml.Yaml;
import vedette.contracts.sd.IceServerEntry;
import vedette.contracts.sd.MtuStats;
import vedette.contracts.sd.RelayAddresses;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayCounters;
import vedette.contracts.sd.RelayList;
import vedette.contracts.sd.RelayPatch;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sd.RelaySummary;
import vedette.contracts.sd.RelayTicket;
import vedette.contracts.sd.RelayTraffic;
import vedette.contracts.sd.RelayUrls;
import vedette.platform.internal.Callers;
import vedette.testkit.Covers;

/** {@code openapi/mtu.yaml} says the same as the code. */
class DocumentTest {
    private static Map<String, Map<String, Map<String, Map<String, Object>>>> document() throws Exception {
        try (InputStream in = DocumentTest.class.getResourceAsStream("/openapi/mtu.yaml")) {
            return new Yaml().load(in);
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    @Covers("IF-Sd")
    void operations_andTheirCallers() throws Exception {
        Map<String, Set<String>> documented = new TreeMap<>();
        document().get("paths").forEach((path, methods) -> methods.forEach((method, operation) ->
                documented.put(method + " " + path, new TreeSet<>((java.util.List<String>) operation.get("x-callers")))));
        Map<String, Set<String>> coded = new TreeMap<>();
        for (Method method : RelayController.class.getDeclaredMethods()) {
            RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
            if (mapping != null) {
                Callers callers = method.getAnnotation(Callers.class);
                assertThat(callers).as(method.getName()).isNotNull();
                coded.put(mapping.method()[0].name().toLowerCase(Locale.ROOT) + " " + mapping.path()[0], new TreeSet<>(Arrays.asList(callers.value())));
            }
        }
        assertThat(coded).isEqualTo(documented);
    }

    @ParameterizedTest
    @ValueSource(classes = {RelayAddresses.class, RelayRequest.class, RelayAnswer.class, RelayUrls.class, RelayTicket.class, RelayPatch.class,
        RelayList.class, RelaySummary.class, RelayTraffic.class, RelayCounters.class, MtuStats.class, IceServerEntry.class})
    void fields(Class<?> type) throws Exception {
        String schema = type == IceServerEntry.class ? "IceServer" : type.getSimpleName();
        Object properties = document().get("components").get("schemas").get(schema).get("properties");
        Set<String> fields = new TreeSet<>(Stream.of(type.getRecordComponents())
                .map(RecordComponent::getName)
                .map(name -> name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT))
                .toList());
        assertThat(((Map<?, ?>) properties).keySet()).map(String::valueOf).containsExactlyInAnyOrderElementsOf(fields);
    }
}

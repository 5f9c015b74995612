package vedette.device;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How a device reads and writes JSON: snake_case, unknown properties ignored, depth and lengths bounded, times RFC 3339 with milliseconds. */
public final class DeviceJson {
    public static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxDocumentLength(256 * 1024)
                            .maxStringLength(128 * 1024)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(EnumFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .changeDefaultPropertyInclusion(value -> value.withValueInclusion(JsonInclude.Include.NON_NULL))
            .build();

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private DeviceJson() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static String time(Instant instant) {
        return MILLIS.format(instant);
    }

    /** @throws DeviceException {@code answer-malformed} if the field is absent or no RFC 3339 time */
    public static Instant time(JsonNode parent, String field) {
        String text = text(parent, field);
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new DeviceException(
                    "answer-malformed", "Expected an RFC 3339 time in " + field + ", found \"" + limited(text) + "\".");
        }
    }

    /** @throws DeviceException {@code answer-malformed} if the field is absent or no text */
    public static String text(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        if (!node.isString()) {
            throw new DeviceException(
                    "answer-malformed",
                    "Expected a text in field " + field + ", found " + limited(node.toString()) + ".");
        }
        return node.stringValue();
    }

    /** The texts of an array; what is none is left out, and anything but an array is empty. */
    public static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        if (array.isArray()) {
            array.forEach(entry -> {
                if (entry.isString()) {
                    texts.add(entry.stringValue());
                }
            });
        }
        return texts;
    }

    static String limited(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}

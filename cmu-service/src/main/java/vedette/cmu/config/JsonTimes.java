package vedette.cmu.config;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** Times on the wire: RFC 3339 UTC with exactly three digits after the second (GAP-11). */
@Component
class JsonTimes implements JsonMapperBuilderCustomizer {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Override
    public void customize(JsonMapper.Builder builder) {
        builder.addModule(new SimpleModule("times").addSerializer(Instant.class, new MillisSerializer()));
    }

    private static final class MillisSerializer extends StdSerializer<Instant> {
        MillisSerializer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(MILLIS.format(value));
        }
    }
}

package vedette.system.register;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** The requirement register, in the order of its chapters. Immutable; safe for use by several threads. */
public final class Register {
    private static final String RESOURCE = "/vedette/register/requirements.json";

    private final Map<String, Requirement> byId;

    private Register(Map<String, Requirement> byId) {
        this.byId = Collections.unmodifiableMap(byId);
    }

    /**
     * Loads the register from the class path.
     *
     * @throws IllegalStateException when an id occurs twice
     */
    public static Register load() {
        JsonMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .build();
        try (InputStream in = Register.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The requirement register " + RESOURCE + " is missing from the class path");
            }
            Map<String, Requirement> byId = new LinkedHashMap<>();
            for (Requirement requirement : mapper.readValue(in, Requirement[].class)) {
                if (byId.put(requirement.id(), requirement) != null) {
                    throw new IllegalStateException("Requirement " + requirement.id() + " occurs twice in " + RESOURCE);
                }
            }
            return new Register(byId);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean contains(String id) {
        return byId.containsKey(id);
    }

    public List<Requirement> all() {
        return List.copyOf(byId.values());
    }
}

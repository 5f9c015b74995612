package vedette.pu;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Command line options of the form {@code --name value}; what is missing is looked up in the environment as {@code VEDETTE_PU_NAME}. */
final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    /**
     * @param from index of the first option
     * @param known names without the dashes
     * @throws IllegalArgumentException naming the unknown or incomplete option
     */
    Arguments(String[] args, int from, Set<String> known) {
        this(args, from, known, Map.of());
    }

    /** @param environment asked for what the command line does not say; a container has no command line of its own */
    Arguments(String[] args, int from, Set<String> known, Map<String, String> environment) {
        for (String name : known) {
            String set = environment.get("VEDETTE_PU_" + name.toUpperCase(Locale.ROOT).replace('-', '_'));
            if (set != null && !set.isBlank()) {
                values.put(name, set.strip());
            }
        }
        for (int i = from; i < args.length; i += 2) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (!known.contains(name)) {
                throw new IllegalArgumentException("Unknown option " + args[i] + "; known are --"
                        + String.join(", --", known.stream().sorted().toList()) + ".");
            }
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("Expected a value after " + args[i] + ".");
            }
            values.put(name, args[i + 1]);
        }
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String require(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("Expected option --" + name + "."));
    }

    int number(String name, int fallback) {
        try {
            return find(name).map(Integer::parseInt).orElse(fallback);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Expected a number after --" + name + ", found " + values.get(name) + ".", e);
        }
    }
}

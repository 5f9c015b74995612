package vedette.contracts.flow;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP header {@code Vedette-Flow: flow=8.4; id=flw_…; step=S6; cause=evt_…}. Parsing is total: what does not match
 * is as if absent, since a bad trace must never fail a flow. Stateless.
 */
public final class FlowHeader {
    /** Name of the header on requests and responses. */
    public static final String NAME = "Vedette-Flow";

    private static final int LENGTH_MAX = 256;
    private static final Pattern FLOW = Pattern.compile("[0-9]{1,2}(\\.[0-9]{1,2}){1,4}[a-z]?");
    private static final Pattern STEP = Pattern.compile("[A-Z][0-9]{1,2}[a-z]?");
    private static final Pattern FLOW_ID = Pattern.compile("flw_[0-9a-hjkmnp-tv-z]{26}");
    private static final Pattern EVENT_ID = Pattern.compile("evt_[0-9a-hjkmnp-tv-z]{26}");

    private FlowHeader() {}

    /** The value of the header. */
    public static String format(FlowRef ref) {
        String head = "flow=" + ref.flow() + "; id=" + ref.flowId() + "; step=" + ref.step();
        return ref.cause() == null ? head : head + "; cause=" + ref.cause();
    }

    /** Reads a header value; empty if absent, too long or malformed. A malformed cause alone is dropped. */
    public static Optional<FlowRef> parse(@Nullable String value) {
        if (value == null || value.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        Map<String, String> parts = new HashMap<>();
        for (String part : value.split(";")) {
            int equals = part.indexOf('=');
            if (equals < 0
                    || parts.put(
                                    part.substring(0, equals).strip(),
                                    part.substring(equals + 1).strip())
                            != null) {
                return Optional.empty();
            }
        }
        String flow = parts.get("flow");
        String id = parts.get("id");
        String step = parts.get("step");
        if (flow == null || id == null || step == null) {
            return Optional.empty();
        }
        return validated(new FlowRef(flow, id, step, parts.get("cause")));
    }

    /** The reference if all its parts have the right form, e.g. one that came in a body; a malformed cause is dropped. */
    public static Optional<FlowRef> validated(@Nullable FlowRef ref) {
        if (ref == null
                || !matches(FLOW, ref.flow())
                || !matches(FLOW_ID, ref.flowId())
                || !matches(STEP, ref.step())) {
            return Optional.empty();
        }
        return Optional.of(matches(EVENT_ID, ref.cause()) ? ref : ref.at(ref.step(), null));
    }

    private static boolean matches(Pattern pattern, @Nullable String value) {
        return value != null && pattern.matcher(value).matches();
    }
}

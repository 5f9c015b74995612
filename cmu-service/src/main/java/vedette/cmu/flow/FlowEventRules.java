package vedette.cmu.flow;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;

/** What an event from outside must look like. Stateless. */
final class FlowEventRules {
    private static final Pattern ENTITY = Pattern.compile("[a-z][a-z-]{1,11}");
    private static final Pattern STATUS = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");
    private static final int TEXT_MAX = 120;

    private FlowEventRules() {}

    /** The first thing that is wrong with the event; empty if it may be stored. */
    static Optional<String> fault(@Nullable FlowEvent event) {
        if (event == null || event.eventId() == null || !Ids.isValid("evt", event.eventId())) {
            return Optional.of("event_id: expected evt_… of 26 characters");
        }
        FlowRef ref = new FlowRef(event.flow(), event.flowId(), event.step(), event.cause());
        if (FlowHeader.validated(ref).isEmpty() || !FlowSteps.knows(event.flow())) {
            return Optional.of("flow, flow_id, step: expected a known flow, flw_… and S1 …");
        }
        if (event.cause() != null && !Ids.isValid("evt", event.cause())) {
            return Optional.of("cause: expected evt_… or nothing");
        }
        if (!matches(ENTITY, event.from()) || !matches(ENTITY, event.to())) {
            return Optional.of("from, to: expected entities as in cu, pu, scu");
        }
        if (!matches(STATUS, event.status())) {
            return Optional.of("status: expected ok or a problem code");
        }
        if (!text(event.message()) || !text(event.messageId()) || event.wallTime() == null) {
            return Optional.of("message, message_id, wall_time: expected, at most 120 characters");
        }
        return Optional.empty();
    }

    private static boolean matches(Pattern pattern, @Nullable String text) {
        return text != null && pattern.matcher(text).matches();
    }

    private static boolean text(@Nullable String text) {
        return text != null && !text.isEmpty() && text.length() <= TEXT_MAX && text.indexOf('\0') < 0;
    }
}

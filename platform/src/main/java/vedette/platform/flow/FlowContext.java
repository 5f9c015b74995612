package vedette.platform.flow;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;

/**
 * The flow that the current request is a step of: records its reception once and remembers the last event as the cause of
 * what follows. Bound to the request's thread by {@link FlowFilter}.
 */
public final class FlowContext {
    private static final ThreadLocal<FlowContext> CURRENT = new ThreadLocal<>();

    private final FlowTrace trace;
    private final FlowRef ref;
    private final String from;
    private final String message;
    private final String messageId;
    private @Nullable String last;

    FlowContext(FlowTrace trace, FlowRef ref, String from, String message, String messageId) {
        this.trace = trace;
        this.ref = ref;
        this.from = from;
        this.message = message;
        this.messageId = messageId;
    }

    /** The flow of the request on this thread, if it carries one. */
    public static Optional<FlowContext> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    static void bind(FlowContext context) {
        CURRENT.set(context);
    }

    static void unbind() {
        CURRENT.remove();
    }

    /** The step that the request's header names. */
    public FlowRef ref() {
        return ref;
    }

    /** Records the reception of the request's step as {@code ok}; once, later calls do nothing. */
    public void received() {
        if (last == null) {
            last = trace.received(ref, from, message, FlowEvent.OK, messageId);
        }
    }

    /** Records the reception of the request's step with a problem code, unless it was recorded before. */
    public void failed(String code) {
        if (last == null) {
            last = trace.received(ref, from, message, code, messageId);
        }
    }

    /** Records an internal step of this entity that follows from the last one. */
    public void internal(String step, String what, String status) {
        last = trace.internal(ref, step, last, what, status);
    }

    /** Reference for a message or answer that this entity sends now as {@code step}. */
    public FlowRef next(String step) {
        return ref.at(step, last);
    }

    /** The last recorded event, or null before the first. */
    public @Nullable String lastEvent() {
        return last;
    }
}

package vedette.platform.flow;

import java.time.Clock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;

/**
 * Records the steps that this entity receives (register §0, trace rule). Thread-safe; never blocks, never throws: a lost
 * trace must not lose a flow.
 */
public final class FlowTrace {
    private static final Logger log = LoggerFactory.getLogger(FlowTrace.class);

    private final String entity;
    private final FlowSink sink;
    private final Clock clock;
    private final LongSupplier nanoTime;

    public FlowTrace(String entity, FlowSink sink, Clock clock, LongSupplier nanoTime) {
        this.entity = entity;
        this.sink = sink;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * Records that this entity received the step in {@code ref}.
     *
     * @param from sending entity
     * @param message name of the message
     * @param status {@code ok} or a problem code
     * @param messageId the same for retries of one message
     * @return id of the event, the cause of what this entity does next
     */
    public String received(FlowRef ref, String from, String message, String status, String messageId) {
        return record(ref.flow(), ref.flowId(), ref.step(), from, message, status, ref.cause(), messageId);
    }

    /** Records an internal step: performed by this entity, without a message. */
    public String internal(FlowRef flow, String step, @Nullable String cause, String what, String status) {
        return record(flow.flow(), flow.flowId(), step, entity, what, status, cause, flow.flowId() + step);
    }

    private String record(
            String flow, String flowId, String step, String from, String message, String status,
            @Nullable String cause, String messageId) {
        String eventId = Ids.next("evt");
        try {
            sink.accept(new FlowEvent(eventId, flow, flowId, step, from, entity, message, status, cause, messageId,
                    nanoTime.getAsLong(), clock.instant(), null));
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).addKeyValue("flowId", flowId).addKeyValue("step", step).log("Flow step not recorded");
        }
        return eventId;
    }
}

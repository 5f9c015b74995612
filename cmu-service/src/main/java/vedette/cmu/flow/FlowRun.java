package vedette.cmu.flow;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import vedette.cmu.config.Ticker;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;

/** The CMU's part in one run of a flow: records steps, each caused by the one before. Used by one request; not thread-safe. */
public final class FlowRun {
    private final String flow;
    private final String flowId;
    private final FlowStore store;
    private final Clock clock;
    private final Ticker ticker;
    private @Nullable String last;

    FlowRun(String flow, String flowId, @Nullable String cause, FlowStore store, Clock clock, Ticker ticker) {
        this.flow = flow;
        this.flowId = flowId;
        this.last = cause;
        this.store = store;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** {@code flw_…}. */
    public String flowId() {
        return flowId;
    }

    /**
     * Records a step that this CMU received or performs itself.
     *
     * @param status {@code ok} or a problem code
     * @param messageId the same for a retry of the same message
     */
    public void record(String step, String from, String message, String status, String messageId) {
        String eventId = Ids.next("evt");
        store.record(new FlowEvent(
                eventId,
                flow,
                flowId,
                step,
                from,
                "cmu",
                message,
                status,
                last,
                messageId,
                ticker.nanos(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null));
        last = eventId;
    }

    /** The reference for an answer that is the given step. */
    public FlowRef at(String step) {
        return new FlowRef(flow, flowId, step, last);
    }
}

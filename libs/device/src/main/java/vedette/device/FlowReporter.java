package vedette.device;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;

/**
 * Records the flow steps that this device received and reports them over the control channel in batches. Never blocks and never fails a flow:
 * when the queue is full the oldest event is dropped and counted. Safe for use by several threads.
 */
public final class FlowReporter {
    public static final int QUEUE_MAX = 500;
    private static final int BATCH_MAX = 50;
    private static final Duration GATHERING = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private final AgentScheduler scheduler;
    private final DeviceClock clock;
    private final LongSupplier nanoTime;
    private final BiFunction<JsonNode, Duration, CompletionStage<JsonNode>> report;
    private final Deque<FlowEvent> queue = new ArrayDeque<>();
    private long dropped;
    private boolean flushing;

    /** @param report sends {@code flow.report} with these parameters and time limit */
    FlowReporter(
            AgentScheduler scheduler,
            DeviceClock clock,
            BiFunction<JsonNode, Duration, CompletionStage<JsonNode>> report) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.nanoTime = scheduler::nanoTime;
        this.report = report;
    }

    /**
     * Records the reception of a step.
     *
     * @param flow the step and its cause
     * @param status {@code ok} or a problem code
     * @param messageId the same for repetitions of one message
     * @return the event; its id is the cause of what this device sends next in the flow
     */
    public FlowEvent record(FlowRef flow, String from, String to, String message, String status, String messageId) {
        return record(flow, from, to, message, status, messageId, null);
    }

    /** As above; {@code reportedBy} names the device where it reports on behalf of a viewer that cannot report itself. */
    public FlowEvent record(
            FlowRef flow,
            String from,
            String to,
            String message,
            String status,
            String messageId,
            @Nullable String reportedBy) {
        FlowEvent event = new FlowEvent(
                Ids.next("evt"),
                flow.flow(),
                flow.flowId(),
                flow.step(),
                from,
                to,
                message,
                status,
                flow.cause(),
                messageId,
                nanoTime.getAsLong(),
                clock.now().truncatedTo(ChronoUnit.MILLIS),
                reportedBy);
        synchronized (this) {
            if (queue.size() == QUEUE_MAX) {
                queue.removeFirst();
                dropped++;
            }
            queue.addLast(event);
            if (!flushing) {
                flushing = true;
                scheduler.execute(() -> scheduler.schedule(GATHERING, this::flush));
            }
        }
        return event;
    }

    /** Events lost because the queue was full or the SCU never took them. */
    public synchronized long dropped() {
        return dropped;
    }

    private void flush() {
        List<FlowEvent> batch = new ArrayList<>(BATCH_MAX);
        synchronized (this) {
            while (batch.size() < BATCH_MAX && !queue.isEmpty()) {
                batch.add(queue.removeFirst());
            }
            if (batch.isEmpty()) {
                flushing = false;
                return;
            }
        }
        ObjectNode params = DeviceJson.object();
        params.set("events", DeviceJson.MAPPER.valueToTree(batch));
        // The channel keeps the request over reconnects, so a failure here is final.
        report.apply(params, TIMEOUT).whenComplete((answer, failure) -> {
            if (failure != null) {
                synchronized (this) {
                    dropped += batch.size();
                }
            }
            flush();
        });
    }
}

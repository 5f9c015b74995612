package vedette.contracts.flow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of one flow, recorded by the receiver of its message (internal steps: by the entity that performs them).
 * Unique per (flow_id, step, message_id): a retry of the same message is not a new event. The order of events is given by
 * {@code cause}, never by clocks.
 *
 * @param eventId {@code evt_…}
 * @param flow number of the flow in H.626.4, e.g. {@code 8.4}, or of the register, e.g. {@code 11.3b}
 * @param flowId {@code flw_…}
 * @param step e.g. {@code S6}
 * @param from sending entity: {@code cu cmu scu pu mtu …}
 * @param to receiving entity
 * @param message name of the message, e.g. {@code POST /internal/v1/registrations}
 * @param status {@code ok} or a problem code
 * @param cause the sender's last event in this flow, or this entity's own for internal steps
 * @param messageId identifies the message among retries
 * @param monoNs monotonic clock of the recorder, nanoseconds; only differences within one process mean anything
 * @param wallTime wall clock of the recorder
 * @param reportedBy id of the device or user on whose word this event stands; null if a service saw it itself
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FlowEvent(
        String eventId,
        String flow,
        String flowId,
        String step,
        String from,
        String to,
        String message,
        String status,
        @Nullable String cause,
        String messageId,
        long monoNs,
        Instant wallTime,
        @Nullable String reportedBy) {
    /** The status of a step that went well. */
    public static final String OK = "ok";

    /** The same event marked as reported by {@code reporter}. */
    public FlowEvent reportedBy(String reporter) {
        return new FlowEvent(
                eventId, flow, flowId, step, from, to, message, status, cause, messageId, monoNs, wallTime, reporter);
    }
}

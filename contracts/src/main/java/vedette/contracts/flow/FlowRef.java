package vedette.contracts.flow;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Says which step of which flow a message is: the {@code flow} object of channel frames and bodies, and the content of
 * the {@code Vedette-Flow} header ({@link FlowHeader}).
 *
 * @param flow number of the flow in H.626.4, e.g. {@code 8.4}
 * @param flowId {@code flw_…}, one run of the flow
 * @param step e.g. {@code S6}
 * @param cause id of the sender's last event in this flow, if it has one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FlowRef(
        String flow, String flowId, String step, @Nullable String cause) {

    /** The same flow at another step, caused by {@code cause}. */
    public FlowRef at(String nextStep, @Nullable String nextCause) {
        return new FlowRef(flow, flowId, nextStep, nextCause);
    }
}

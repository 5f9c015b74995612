package vedette.mtu.distribution;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;
import vedette.mtu.relay.Relay;
import vedette.platform.flow.FlowSink;
import vedette.platform.flow.FlowTrace;

/** The steps of flow 11.3 that this MTU receives for one relay, from R05 on. Thread-safe; nothing happens if the relay's command carried no flow. */
public final class RelayTrace {
    /** Where steps are recorded. */
    public record Recorder(FlowTrace trace, FlowSink sink, Clock clock, LongSupplier nanoTime) {}

    private final Recorder recorder;
    private final @Nullable FlowRef flow;
    private final AtomicBoolean mediaSeen = new AtomicBoolean();
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile @Nullable String dialled;
    private volatile @Nullable String asked;

    RelayTrace(Recorder recorder, Relay relay) {
        this.recorder = recorder;
        this.flow = relay.flow();
    }

    /** R05: the device dialled. @param named the flow as the device sent it, if it did */
    public void deviceDialled(@Nullable FlowRef named) {
        FlowRef relayed = flow;
        if (relayed != null) {
            String cause = named != null && named.flowId().equals(relayed.flowId()) ? named.cause() : relayed.cause();
            dialled = recorder.trace().received(relayed.at("R05", cause), "pu", "GET /v1/reverse", FlowEvent.OK, Ids.next("msg"));
        }
    }

    /** The flow for the DESCRIBE that follows the device's call (R09, which the device records), or null. */
    public @Nullable FlowRef describe() {
        return flow == null ? null : flow.at("R09", dialled);
    }

    /** R07: a viewer asked. */
    public void viewerAsked(String message, String status) {
        if (flow != null) {
            asked = recorder.trace().received(flow.at("R07", flow.cause()), "cu", message, status, Ids.next("msg"));
        }
    }

    /** The flow for the check of that viewer (R08, which the CMU records), or null. */
    public @Nullable FlowRef check() {
        return flow == null ? null : flow.at("R08", asked);
    }

    /** R10: the stream's first packet since the relay was commanded. */
    public void mediaCame() {
        if (flow != null && mediaSeen.compareAndSet(false, true)) {
            String cause = dialled == null ? flow.cause() : dialled;
            recorder.trace().received(flow.at("R10", cause), "pu", "RTP", FlowEvent.OK, flow.flowId() + "R10");
        }
    }

    /** R11 on behalf of a native viewer, which cannot report: it was answered and gets media. */
    public void viewerAnswered(String message) {
        if (flow != null && answered.compareAndSet(false, true)) {
            recorder.sink()
                    .accept(new FlowEvent(
                            Ids.next("evt"), flow.flow(), flow.flowId(), "R11", "mtu", "cu", message, FlowEvent.OK, asked,
                            flow.flowId() + "R11", recorder.nanoTime().getAsLong(), recorder.clock().instant(), "mtu"));
        }
    }
}

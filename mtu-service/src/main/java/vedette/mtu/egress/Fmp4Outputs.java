package vedette.mtu.egress;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.flow.FlowEvent;
import vedette.mtu.distribution.DistributedRelay;
import vedette.mtu.distribution.DistributionCounters;
import vedette.mtu.distribution.Distributor;
import vedette.mtu.distribution.LiveStream;
import vedette.mtu.distribution.StreamInfo;
import vedette.mtu.distribution.StreamKey;

/** The fMP4 of all streams that browsers watch; a stream is converted while somebody wants it. Thread-safe. */
public final class Fmp4Outputs {
    /** Most bytes that wait for a browser, and of the group of pictures that one gets at its begin. */
    public static final int QUEUE_BYTES_MAX = 4 * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(Fmp4Outputs.class);

    private final Distributor distributor;
    private final Executor workers;
    private final Map<StreamKey, Fmp4Output> outputs = new HashMap<>();

    /** @param workers for what must not run on the caller's thread */
    public Fmp4Outputs(Distributor distributor, Executor workers) {
        this.distributor = distributor;
        this.workers = workers;
        distributor.onRelayEnd((relayId, reason) -> {
            synchronized (this) {
                outputs.values().forEach(output -> output.endRelay(relayId, reason));
            }
        });
    }

    /** Counters. */
    public DistributionCounters counters() {
        return distributor.counters();
    }

    /** Uses up a viewer's ticket. */
    public java.util.Optional<DistributedRelay> admit(String ticket) {
        var relay = distributor.redeemViewer(ticket);
        relay.ifPresent(found -> found.trace().viewerAsked("fMP4 ticket", FlowEvent.OK));
        return relay;
    }

    /** A browser that was let in watches as soon as the camera has described the stream. Returns at once. */
    public void open(Fmp4Viewer viewer) {
        LiveStream stream = distributor.stream(viewer.relay().key()).orElse(null);
        if (stream == null) {
            viewer.ended("uplink-lost");
            return;
        }
        stream.described().whenCompleteAsync((info, failure) -> {
            StreamInfo newest = stream.info();
            if (failure != null || newest == null) {
                viewer.ended("uplink-lost");
            } else if (!Fmp4Output.supports(newest)) {
                viewer.ended("format-unplayable");
            } else {
                join(stream, newest, viewer);
            }
        }, workers);
    }

    private synchronized void join(LiveStream stream, StreamInfo info, Fmp4Viewer viewer) {
        Fmp4Output output = outputs.get(stream.key());
        if (output == null || output.isClosed()) {
            output = new Fmp4Output(info, QUEUE_BYTES_MAX);
            if (stream.join(output) == null) {
                viewer.ended("too-many-viewers");
                return;
            }
            outputs.put(stream.key(), output);
            log.atDebug().addKeyValue("stream", stream.key().path()).log("fMP4 begins");
        }
        output.add(viewer);
        if (!distributor.isLiving(viewer.relay().id())) {
            output.endRelay(viewer.relay().id(), "session-ended");
        }
        if (!viewer.isOpen()) {
            leave(viewer); // It went while the camera was being asked.
        }
    }

    /** A browser is gone. Must not be called on a thread that holds a stream's lock. */
    public synchronized void leave(Fmp4Viewer viewer) {
        StreamKey key = viewer.relay().key();
        Fmp4Output output = outputs.get(key);
        if (output != null) {
            output.remove(viewer);
            if (output.isEmpty()) {
                outputs.remove(key);
                Fmp4Output last = output;
                distributor.stream(key).ifPresent(stream -> stream.leave(last));
            }
        }
    }
}

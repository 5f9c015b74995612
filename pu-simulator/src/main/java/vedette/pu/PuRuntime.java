package vedette.pu;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import vedette.device.netty.DeviceLoops;
import vedette.webrtc.WebRtcConfig;
import vedette.webrtc.WebRtcPeers;

/**
 * What the premises units of one process share: event loops, worker threads, the WebRTC stack. Start one, pass it to each
 * {@link PremisesUnit#start}, close it last. Thread-safe.
 */
public final class PuRuntime implements AutoCloseable {
    /** Enough for sixteen cameras at their default number of viewers. */
    private static final int WEBRTC_SESSIONS_MAX = 128;

    private static final int LOOPS = 2;

    private final DeviceLoops loops;
    private final ExecutorService workers;
    private final WebRtcPeers peers;

    private PuRuntime(WebRtcPeers peers) {
        this.peers = peers;
        this.loops = new DeviceLoops("pu-loop", LOOPS);
        this.workers = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("pu-worker-", 0).factory());
    }

    /** Media on 127.0.0.1 only, all WebRTC sessions on one free UDP port. */
    public static PuRuntime loopback() throws IOException {
        return start(WebRtcConfig.loopback(0));
    }

    /** Media on the named network interfaces, or on all physical ones if none is named. */
    public static PuRuntime lan(String... interfaces) throws IOException {
        return start(WebRtcConfig.network(interfaces));
    }

    public static PuRuntime start(WebRtcConfig config) throws IOException {
        return new PuRuntime(WebRtcPeers.create(config.withSessionsMax(WEBRTC_SESSIONS_MAX)));
    }

    DeviceLoops loops() {
        return loops;
    }

    ExecutorService workers() {
        return workers;
    }

    WebRtcPeers peers() {
        return peers;
    }

    /** Ends everything that still runs on it. Close the premises units first, so that they can say goodbye. */
    @Override
    public void close() {
        peers.close();
        workers.shutdownNow();
        loops.close();
    }
}

package vedette.pu;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.device.netty.DeviceLoops;
import vedette.pu.media.MediaException;
import vedette.pu.media.MediaFormat;
import vedette.pu.media.MediaSink;
import vedette.pu.media.MediaSource;
import vedette.pu.media.StreamInfo;
import vedette.pu.media.StreamRequest;
import vedette.pu.media.Subscription;
import vedette.rtp.h264.AccessUnit;
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
    private static final int WARM_UP_MAX_SECONDS = 10;
    private static final Logger LOG = LoggerFactory.getLogger(PuRuntime.class);

    private final DeviceLoops loops;
    private final ExecutorService workers;
    private final WebRtcPeers peers;
    private final AtomicBoolean warmed = new AtomicBoolean();

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

    /**
     * Makes one picture for nobody, once per process: loading the encoder takes a tenth of a second that the first viewer need not wait for.
     * Returns at once; a source that sends what others encoded is left alone.
     */
    void warmUp(MediaSource source) {
        if (source.info().adaptable() && warmed.compareAndSet(false, true)) {
            workers.execute(() -> makeOnePicture(source));
        }
    }

    private static void makeOnePicture(MediaSource source) {
        CountDownLatch made = new CountDownLatch(1);
        MediaSink nobody = new MediaSink() {
            @Override
            public void format(MediaFormat format) {}

            @Override
            public void video(AccessUnit unit, Instant captureTime) {
                made.countDown();
            }

            @Override
            public void audio(byte[] g711Alaw, long rtpTimestamp8k, Instant captureTime) {}

            @Override
            public void ended(String reason) {
                made.countDown();
            }
        };
        try (Subscription subscription = source.open(StreamRequest.of(StreamInfo.MAIN), nobody)) {
            if (!made.await(WARM_UP_MAX_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("no picture of {} within {} s", subscription.request(), WARM_UP_MAX_SECONDS);
            }
        } catch (MediaException e) {
            LOG.info("warm-up made no picture: {}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

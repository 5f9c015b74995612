package vedette.pu.media;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264ParseException;
import vedette.rtp.h264.NalUnits;
import vedette.rtp.h264.SequenceParameterSet;

/**
 * One stream of an RTSP camera: keeps it connected while it is wanted, tries again after 1, 2, 4 … 30 s, and hands its
 * pictures to all viewers. All state changes happen on the source's executor, pictures pass on the connector's thread.
 */
final class RtspStream {

    /** Longest pause between two attempts. */
    static final int RETRY_SECONDS_MAX = 30;

    private static final Logger log = LoggerFactory.getLogger(RtspStream.class);
    /** Pictures over which rate and bit rate are measured for the menu. */
    private static final int MEASURED_PICTURES = 50;

    private final String name;
    private final RtspCamera camera;
    private final CameraConnector connector;
    private final ScheduledExecutorService executor;
    private final FixedFeed feed;
    private CameraAddress address;
    private CameraConnector.@Nullable Connection connection;
    private @Nullable ScheduledFuture<?> timer;
    private int failures;
    private boolean closed;
    private volatile StreamInfo info;
    private volatile boolean audio;
    private volatile boolean reorders;
    private volatile @Nullable CameraFailure lastFailure;

    RtspStream(
            String name,
            RtspCamera camera,
            CameraAddress address,
            CameraConnector connector,
            ScheduledExecutorService executor) {
        this.name = name;
        this.camera = camera;
        this.address = address;
        this.connector = connector;
        this.executor = executor;
        this.info = new StreamInfo(name, 0, 0, 0, 0, "");
        this.feed = new FixedFeed(camera.name(), () -> onExecutor(this::update), this::askKeyFrame);
    }

    FixedFeed feed() {
        return feed;
    }

    StreamInfo info() {
        return info;
    }

    boolean hasAudio() {
        return audio;
    }

    boolean reordersFrames() {
        return reorders;
    }

    /** Why the last attempt failed; null while the stream plays or was never tried. */
    @Nullable
    CameraFailure lastFailure() {
        return lastFailure;
    }

    void start() {
        onExecutor(this::update);
    }

    /** Seconds to wait after so many failures in a row: 1, 2, 4 … 30. */
    static int retrySeconds(int failures) {
        return failures > 5 ? RETRY_SECONDS_MAX : Math.min(RETRY_SECONDS_MAX, 1 << Math.max(0, failures - 1));
    }

    void close(String reason) {
        feed.end(reason);
        onExecutor(() -> {
            closed = true;
            disconnect();
        });
    }

    private void onExecutor(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException shutDown) {
            log.atDebug().log("The camera {} is closed already", camera.name());
        }
    }

    private void askKeyFrame() {
        onExecutor(() -> {
            if (connection != null) {
                connection.requestKeyFrame();
            }
        });
    }

    /** Connects when wanted, plans the end when not. */
    private void update() {
        boolean wanted = !closed && (camera.keepConnected() || !feed.isEmpty());
        if (wanted && connection == null && timer == null) {
            connect();
        } else if (wanted && connection != null) {
            cancelTimer();
        } else if (!wanted && connection != null && timer == null) {
            timer = executor.schedule(this::endUnwatched, camera.linger().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void endUnwatched() {
        timer = null;
        if (feed.isEmpty()) {
            log.atInfo().addKeyValue("camera", camera.name()).log("Camera {} disconnected: nobody watches", name);
            disconnect();
        }
    }

    private void disconnect() {
        cancelTimer();
        if (connection != null) {
            connection.close();
            connection = null;
        }
        feed.interrupted();
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void connect() {
        timer = null;
        if (closed || !camera.keepConnected() && feed.isEmpty()) {
            return;
        }
        var receiver = new Receiver();
        try {
            connection = connector.connect(address, receiver);
            receiver.own = connection;
        } catch (IllegalArgumentException e) {
            lastFailure = new CameraFailure(CameraFailure.Kind.OTHER, e.getMessage());
            feed.end("the camera's address is wrong: " + e.getMessage());
        }
    }

    private void failed(Receiver receiver, CameraFailure failure) {
        if (closed || connection != null && receiver.own != connection) {
            return;
        }
        connection = null;
        lastFailure = failure;
        feed.interrupted();
        // A stream that played for a while starts counting anew.
        failures = receiver.pictures >= MEASURED_PICTURES ? 1 : failures + 1;
        Duration pause = Duration.ofSeconds(retrySeconds(failures));
        if (failure.kind() == CameraFailure.Kind.TRANSPORT) {
            address = address.withUdp(!address.udp());
        }
        log.atWarn()
                .addKeyValue("camera", camera.name())
                .addKeyValue("stream", name)
                .log("Camera does not play: {}; next attempt in {} s", failure.message(), pause.toSeconds());
        cancelTimer();
        timer = executor.schedule(this::connect, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Receives one connection's media. Connector's thread. */
    private final class Receiver implements CameraConnector.Listener {

        private volatile CameraConnector.@Nullable Connection own;
        private volatile int pictures;
        private byte[] sps = new byte[0];
        private byte[] pps = new byte[0];
        private boolean formatKnown;
        private long firstPts;
        private long lastPts = Long.MIN_VALUE;
        private long bytes;

        @Override
        public void playing(List<byte[]> parameterSets, boolean withAudio) {
            audio = withAudio;
            parameterSets.forEach(this::parameterSet);
            log.atInfo()
                    .addKeyValue("camera", camera.name())
                    .addKeyValue("stream", name)
                    .log("Camera plays");
        }

        @Override
        public void video(AccessUnit unit) {
            unit.nalUnits().forEach(this::parameterSet);
            if (unit.idr() && !formatKnown) {
                newFormat();
            }
            if (!formatKnown) {
                return;
            }
            measure(unit);
            feed.video(unit.idr() ? complete(unit) : unit, Instant.now());
        }

        @Override
        public void audio(byte[] alaw, long timestamp8k) {
            if (formatKnown) {
                feed.audio(alaw, timestamp8k, Instant.now());
            }
        }

        @Override
        public void failed(CameraFailure failure) {
            onExecutor(() -> RtspStream.this.failed(this, failure));
        }

        private void parameterSet(byte[] unit) {
            int type = NalUnits.type(unit);
            if (type == NalUnits.SPS && !Arrays.equals(sps, unit)) {
                sps = unit;
                formatKnown = false;
            } else if (type == NalUnits.PPS && !Arrays.equals(pps, unit)) {
                // Several picture parameter sets may take turns: only the first of a stream makes its format.
                pps = pps.length == 0 || !formatKnown ? unit : pps;
            }
        }

        private void newFormat() {
            if (sps.length == 0 || pps.length == 0) {
                return;
            }
            try {
                SequenceParameterSet parsed = SequenceParameterSet.parse(sps);
                int fps = (int) Math.round(parsed.framesPerSecond());
                int known = fps >= 1 && fps <= 120 ? fps : info.fps();
                info = new StreamInfo(
                        name, parsed.width(), parsed.height(), known, info.kbps(), parsed.profileLevelId());
                feed.format(
                        new MediaFormat(parsed.width(), parsed.height(), known, info.kbps(), sps, pps, audio),
                        !reorders);
                formatKnown = true;
                lastFailure = null;
            } catch (H264ParseException e) {
                log.atWarn().addKeyValue("camera", camera.name()).log("Camera sends a damaged SPS: {}", e.getMessage());
            }
        }

        private void measure(AccessUnit unit) {
            if (!reorders && unit.nalUnits().stream().anyMatch(SliceTypes::isB) && unit.pts90k() < lastPts) {
                reorders = true;
                feed.unordered();
            }
            lastPts = unit.pts90k();
            bytes += unit.sizeBytes();
            if (++pictures == 1) {
                firstPts = unit.pts90k();
            } else if (pictures == MEASURED_PICTURES) {
                double seconds = (unit.pts90k() - firstPts) / 90_000.0;
                if (seconds > 0) {
                    int fps = (int) Math.max(1, Math.round((pictures - 1) / seconds));
                    int kbps = (int) Math.max(1, Math.round(bytes * 8 / seconds / 1000));
                    info = new StreamInfo(name, info.width(), info.height(), fps, kbps, info.profileLevelId());
                }
            }
        }

        /** An IDR picture with its parameter sets in front, as viewers who join need it. */
        private AccessUnit complete(AccessUnit unit) {
            if (unit.first(NalUnits.SPS).isPresent()) {
                return unit;
            }
            var all = new ArrayList<byte[]>(unit.nalUnits());
            int at = NalUnits.type(all.getFirst()) == NalUnits.AUD ? 1 : 0;
            all.add(at, sps);
            all.add(at + 1, pps);
            return new AccessUnit(unit.pts90k(), true, all);
        }
    }
}

package vedette.pu.media;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vedette.pu.media.scene.Scene;

/**
 * A camera that draws a live scene with a readable timecode and encodes it as each viewer needs it: size, frame rate
 * and
 * bit rate follow the request (H.626.4 §6.1.3, §7). Viewers with equal needs share one encoder, all of one size and
 * rate share the drawing; threads and encoders exist only while somebody watches. A beep and a flash mark each second.
 */
public final class SyntheticSource implements MediaSource {

    /** Sizes that can be asked for, largest first (H.626.4 §6.1.3). */
    public static final List<VideoProfile> MENU =
            List.of(VideoProfile.P720, VideoProfile.D1, VideoProfile.CIF, VideoProfile.QCIF);
    /** Encoders one camera runs at most. */
    public static final int ENCODERS_MAX = 6;
    /** Viewers of one camera at most. */
    public static final int VIEWERS_MAX = 64;

    /** Paints backdrops for all cameras, a few times per hour; ends when idle. */
    private static final Executor PAINTER = painter();

    private record Size(int width, int height) {}

    private final MediaClock clock;
    private final long epochNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<SceneLoop> loops = new ArrayList<>();
    private final List<SyntheticSubscription> viewers = new CopyOnWriteArrayList<>();
    private final Map<Size, Scene> idleScenes = new HashMap<>();
    private final SyntheticSettings settings;
    private final SourceInfo info;
    private @Nullable ToneLoop toneLoop;
    private boolean closed;

    /**
     * A camera that lives by the machine's clocks; the backdrops of its own two sizes are painted in the background.
     */
    public SyntheticSource(SyntheticSettings settings) {
        this(settings, MediaClock.system());
        H264Encoder.warmUp();
        Stream.of(settings.sub(), settings.main())
                .forEach(s -> idleScenes
                        .computeIfAbsent(new Size(s.width(), s.height()), this::newScene)
                        .prepare(clock.wall()));
    }

    SyntheticSource(SyntheticSettings settings, MediaClock clock) {
        this.settings = settings;
        this.clock = clock;
        // Seconds of the time line begin with seconds of the wall clock, so beep, flash and clock change together.
        long intoSecond = Math.floorMod(clock.wall().toEpochMilli(), 1000L);
        epochNanos = clock.nanos() - intoSecond * 1_000_000L;
        VideoProfile largest = Stream.of(settings.main(), settings.sub())
                .map(s -> new VideoProfile("", s.width(), s.height(), s.kbps()))
                .max((a, b) -> Integer.compare(a.width(), b.width()))
                .orElseThrow();
        info = new SourceInfo(
                settings.name(),
                SourceInfo.Kind.SYNTHETIC,
                List.of(described(settings.main()), described(settings.sub())),
                MENU.stream().filter(p -> p.width() <= largest.width()).toList(),
                settings.toneHz() == 0 ? null : "PCMA",
                true,
                false);
    }

    @Override
    public SourceInfo info() {
        return info;
    }

    /** This camera's place within the time of a frame, 0 (inclusive) to 1 (exclusive). */
    double phase() {
        return Math.floorMod(settings.seed() * 0x9E3779B97F4A7C15L >>> 40, 1_000L) / 1_000.0;
    }

    boolean hasAudio() {
        return settings.toneHz() > 0;
    }

    /** Encoders running now, for metrics and tests. */
    public int encoders() {
        lock.lock();
        try {
            return loops.stream().mapToInt(loop -> loop.lanes.size()).sum();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Subscription open(StreamRequest request, MediaSink sink) {
        EncodingPlan plan = EncodingPlan.of(stream(request), request);
        lock.lock();
        try {
            if (closed) {
                throw new MediaException("the camera " + info.name() + " is switched off");
            }
            if (viewers.size() >= VIEWERS_MAX) {
                throw new MediaException("the camera " + info.name() + " has its " + VIEWERS_MAX + " viewers already");
            }
            EncoderLane lane = laneFor(plan);
            var subscription = new SyntheticSubscription(this, request, sink);
            join(subscription, lane, plan);
            viewers.add(subscription);
            startTone();
            return subscription;
        } finally {
            lock.unlock();
        }
    }

    void modify(SyntheticSubscription viewer, StreamRequest request) {
        EncodingPlan plan = EncodingPlan.of(stream(request), request);
        lock.lock();
        try {
            EncoderLane from = viewer.lane();
            if (from == null) {
                return;
            }
            boolean sameLoop = plan.sameLoop(from.loop.plan());
            if (sameLoop && from.viewers.size() == 1) {
                from.kbps(plan.kbps());
                viewer.place(from, plan);
            } else if (sameLoop && plan.suits(from.kbps())) {
                viewer.place(from, plan);
            } else {
                move(viewer, plan);
            }
            viewer.request(request);
            signalTone();
        } finally {
            lock.unlock();
        }
    }

    /** Alone on its encoder a viewer steers it; else it moves to a fitting one, or the shared one gives way. */
    void bitrate(SyntheticSubscription viewer, int kbps) {
        lock.lock();
        try {
            EncoderLane lane = viewer.lane();
            EncodingPlan plan = viewer.plan();
            if (lane == null || plan == null) {
                return;
            }
            int most =
                    EncodingPlan.of(stream(viewer.request()), viewer.request()).kbps();
            EncodingPlan wanted = plan.withKbps(Math.min(kbps, most));
            if (lane.viewers.size() == 1) {
                lane.kbps(wanted.kbps());
                viewer.place(lane, wanted);
            } else if (wanted.suits(lane.kbps())) {
                viewer.place(lane, wanted);
            } else if (encodersRunning() < ENCODERS_MAX || fitting(wanted).isPresent()) {
                move(viewer, wanted);
            } else {
                viewer.place(lane, wanted);
                lane.kbps(Math.min(lane.kbps(), wanted.kbps()));
            }
        } finally {
            lock.unlock();
        }
    }

    void resumed(SyntheticSubscription viewer) {
        lock.lock();
        try {
            EncoderLane lane = viewer.lane();
            if (lane != null) {
                lane.idrNow();
                lane.loop.signal();
                signalTone();
            }
        } finally {
            lock.unlock();
        }
    }

    void leave(SyntheticSubscription viewer) {
        lock.lock();
        try {
            viewers.remove(viewer);
            detach(viewer);
            signalTone();
        } finally {
            lock.unlock();
        }
    }

    void loopFailed(SceneLoop loop, String reason) {
        lock.lock();
        try {
            List<SyntheticSubscription> lost =
                    loop.lanes.stream().flatMap(l -> l.viewers.stream()).toList();
            lost.forEach(viewer -> {
                viewer.ended(reason);
                leave(viewer);
            });
            loops.remove(loop);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            for (SyntheticSubscription viewer : List.copyOf(viewers)) {
                viewer.ended("the camera was switched off");
                leave(viewer);
            }
        } finally {
            lock.unlock();
        }
    }

    private StreamInfo stream(StreamRequest request) {
        return request.stream().equals(StreamInfo.SUB) ? settings.sub() : settings.main();
    }

    private int encodersRunning() {
        return loops.stream().mapToInt(loop -> loop.lanes.size()).sum();
    }

    /** A running encoder of the plan's size and rate whose bit rate suits. */
    private Optional<EncoderLane> fitting(EncodingPlan plan) {
        return loops.stream()
                .filter(loop -> plan.sameLoop(loop.plan()))
                .flatMap(loop -> loop.lanes.stream())
                .filter(lane -> plan.suits(lane.kbps()))
                .max((a, b) -> Integer.compare(a.kbps(), b.kbps()));
    }

    private EncoderLane laneFor(EncodingPlan plan) {
        return fitting(plan).orElseGet(() -> encodersRunning() < ENCODERS_MAX ? newLane(plan) : anyWithin(plan));
    }

    /** All encoders are in use: the best of them that stays within the plan. */
    private EncoderLane anyWithin(EncodingPlan plan) {
        return loops.stream()
                .flatMap(loop -> loop.lanes.stream())
                .filter(lane -> plan.admits(lane.loop.plan().withKbps(lane.kbps())))
                .max((a, b) -> Integer.compare(a.kbps(), b.kbps()))
                .orElseThrow(() -> new MediaException("all " + ENCODERS_MAX + " encoders of the camera " + info.name()
                        + " are in use, none within " + plan + "; try a larger size or rate, or fewer viewers"));
    }

    private EncoderLane newLane(EncodingPlan plan) {
        SceneLoop loop =
                loops.stream().filter(l -> plan.sameLoop(l.plan())).findFirst().orElseGet(() -> startLoop(plan));
        var lane = new EncoderLane(loop, plan.kbps());
        loop.lanes.add(lane);
        return lane;
    }

    private SceneLoop startLoop(EncodingPlan plan) {
        var size = new Size(plan.width(), plan.height());
        Scene scene = Optional.ofNullable(idleScenes.remove(size)).orElseGet(() -> newScene(size));
        var loop = new SceneLoop(this, plan, scene, clock, epochNanos, lock);
        loops.add(loop);
        String name = "scene-" + plan.width() + "x" + plan.height() + "@" + plan.fps();
        // The lock is held until the first lane is on the loop.
        Thread.ofPlatform().daemon().name(name).start(() -> {
            loop.run();
            keep(size, scene);
        });
        return loop;
    }

    /** A painted scene is kept for the next viewer of its size. */
    private void keep(Size size, Scene scene) {
        lock.lock();
        try {
            idleScenes.putIfAbsent(size, scene);
        } finally {
            lock.unlock();
        }
    }

    private Scene newScene(Size size) {
        return new Scene(
                settings.name(),
                settings.kind(),
                settings.seed(),
                settings.zone(),
                size.width(),
                size.height(),
                PAINTER);
    }

    private void move(SyntheticSubscription viewer, EncodingPlan plan) {
        EncodingPlan before = viewer.plan();
        detach(viewer); // First: an encoder that only this viewer used may serve the new plan's place.
        try {
            join(viewer, laneFor(plan), plan);
        } catch (MediaException full) {
            if (before != null) {
                join(viewer, laneFor(before), before);
            }
            throw full;
        }
    }

    private static void join(SyntheticSubscription viewer, EncoderLane lane, EncodingPlan plan) {
        lane.viewers.add(viewer);
        viewer.place(lane, plan);
        lane.idrNow();
        lane.loop.signal();
    }

    private void detach(SyntheticSubscription viewer) {
        EncoderLane lane = viewer.lane();
        if (lane == null) {
            return;
        }
        viewer.place(null, null);
        lane.viewers.remove(viewer);
        if (lane.viewers.isEmpty()) {
            lane.loop.remove(lane);
            if (lane.loop.lanes.isEmpty()) {
                loops.remove(lane.loop);
            }
        }
    }

    private void startTone() {
        if (!hasAudio()) {
            return;
        }
        if (toneLoop == null) {
            var loop = new ToneLoop(new Tone(settings.toneHz()), clock, epochNanos, lock, viewers);
            toneLoop = loop;
            Thread.ofPlatform().daemon().name("tone-" + info.name()).start(loop);
        } else {
            toneLoop.signal();
        }
    }

    private void signalTone() {
        if (toneLoop != null) {
            toneLoop.signal();
            if (viewers.isEmpty()) {
                toneLoop.retire();
                toneLoop = null;
            }
        }
    }

    private static Executor painter() {
        var pool = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform()
                        .daemon()
                        .name("scene-painter")
                        .priority(Thread.MIN_PRIORITY)
                        .factory());
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static StreamInfo described(StreamInfo s) {
        // Constrained baseline; the level follows from size and rate (ITU-T H.264 table A-1) and is in the SPS.
        return new StreamInfo(s.name(), s.width(), s.height(), s.fps(), s.kbps(), "42c01f");
    }
}

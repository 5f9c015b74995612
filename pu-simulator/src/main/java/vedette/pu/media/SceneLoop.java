package vedette.pu.media;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.pu.media.scene.I420;
import vedette.pu.media.scene.Scene;

/**
 * Draws one scene at one size and rate for all its encoders, on a thread of its own that ends with the last viewer and
 * sleeps while all are paused. Pictures lie on a grid of the source's time line, {@code grid + n / fps}: no drift, and
 * a late thread skips pictures instead of queueing them.
 */
final class SceneLoop implements Runnable {

    /** Below this rate a new viewer does not wait for the next picture but gets the last one again. */
    private static final int REPEAT_BELOW_FPS = 10;

    private static final Logger log = LoggerFactory.getLogger(SceneLoop.class);

    private final SyntheticSource source;
    private final EncodingPlan plan;
    private final Scene scene;
    private final MediaClock clock;
    private final long epochNanos;
    /** Time of frame 0: cameras are spread over a frame's time, so that they do not all want the processor at once. */
    private final long gridNanos;

    private final ReentrantLock lock;
    private final Condition wake;
    private final I420 picture;
    final List<EncoderLane> lanes = new ArrayList<>();
    private final List<EncoderLane> leaving = new ArrayList<>();
    private long drawn = -1;
    private Instant capture = Instant.EPOCH;

    SceneLoop(
            SyntheticSource source,
            EncodingPlan plan,
            Scene scene,
            MediaClock clock,
            long epochNanos,
            ReentrantLock lock) {
        this.source = source;
        this.plan = plan;
        this.scene = scene;
        this.clock = clock;
        this.epochNanos = epochNanos;
        this.gridNanos = epochNanos + (long) (source.phase() * 1_000_000_000L / plan.fps());
        this.lock = lock;
        this.wake = lock.newCondition();
        this.picture = new I420(plan.width(), plan.height());
    }

    int fps() {
        return plan.fps();
    }

    EncodingPlan plan() {
        return plan;
    }

    boolean hasAudio() {
        return source.hasAudio();
    }

    /** Something changed: a lane, a pause, an IDR wish. Lock held. */
    void signal() {
        wake.signalAll();
    }

    /** Takes a lane off; the loop frees its encoder. Lock held. */
    void remove(EncoderLane lane) {
        lanes.remove(lane);
        leaving.add(lane);
        wake.signalAll();
    }

    @Override
    public void run() {
        try {
            while (true) {
                Turn turn = awaitTurn();
                long now = clock.nanos();
                switch (turn) {
                    case END -> {
                        return;
                    }
                    case REPEAT -> encode(EncoderLane::wantsIdrNow, (now - epochNanos) * 9 / 100_000, now);
                    case DRAW -> {
                        drawn = frameAt(now);
                        capture = clock.wall();
                        long sinceEpoch = timeOf(drawn) - epochNanos;
                        scene.draw(picture, drawn, sinceEpoch / 1_000_000, capture);
                        encode(lane -> true, sinceEpoch * 9 / 100_000, now);
                    }
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError failure) {
            log.atError()
                    .setCause(failure)
                    .addKeyValue("camera", source.info().name())
                    .log("Synthetic picture stopped");
            source.loopFailed(this, "the camera's encoder failed: " + failure.getMessage());
        } finally {
            lock.lock();
            try {
                leaving.addAll(lanes);
                leaving.forEach(EncoderLane::release);
                leaving.clear();
            } finally {
                lock.unlock();
            }
        }
    }

    private void encode(Predicate<EncoderLane> which, long pts90k, long now) {
        List<EncoderLane> work;
        lock.lock();
        try {
            work = lanes.stream().filter(EncoderLane::isWatched).filter(which).toList();
        } finally {
            lock.unlock();
        }
        for (EncoderLane lane : work) {
            lane.encode(picture, pts90k, capture, now);
        }
    }

    /** What to do next. */
    private enum Turn {
        DRAW,
        REPEAT,
        END
    }

    /** Waits for the next point of the grid, for a viewer in a hurry, or for the end of the last lane. */
    private Turn awaitTurn() throws InterruptedException {
        boolean slow = plan.fps() < REPEAT_BELOW_FPS;
        lock.lock();
        try {
            boolean idle = drawn < 0;
            while (true) {
                leaving.forEach(EncoderLane::release);
                leaving.clear();
                if (lanes.isEmpty()) {
                    return Turn.END;
                }
                if (lanes.stream().noneMatch(EncoderLane::isWatched)) {
                    wake.await();
                    idle = true;
                    continue;
                }
                long now = clock.nanos();
                long current = frameAt(now);
                // After a standstill a slow camera shows the picture of now; a fast one waits some ms for the grid.
                long target = idle && !slow ? Math.max(current, drawn) + 1 : Math.max(current, drawn + 1);
                if (now >= timeOf(target)) {
                    return Turn.DRAW;
                }
                if (slow && drawn >= 0 && lanes.stream().anyMatch(l -> l.isWatched() && l.wantsIdrNow())) {
                    return Turn.REPEAT;
                }
                idle = false;
                clock.await(wake, timeOf(target));
            }
        } finally {
            lock.unlock();
        }
    }

    private long frameAt(long nanos) {
        return Math.floorDiv((nanos - gridNanos) * plan.fps(), 1_000_000_000L);
    }

    /** First nanosecond at which {@link #frameAt} gives this frame. */
    private long timeOf(long frame) {
        return gridNanos + Math.ceilDiv(frame * 1_000_000_000L, (long) plan.fps());
    }
}

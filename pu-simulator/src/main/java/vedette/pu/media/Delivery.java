package vedette.pu.media;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.rtp.h264.AccessUnit;

/**
 * A bounded queue with a virtual thread between a source and one sink, so that a slow or failing sink harms nobody
 * else. Video is passed only from an IDR picture on, after its format. When the queue is full, video is dropped until
 * the next IDR picture and sound is dropped alone. A sink that throws, or blocks one call longer than
 * {@link #STUCK_MAX}, is given up. Thread-safe; offering never blocks.
 */
final class Delivery {

    /** Events waiting at most: some seconds of video and sound. */
    static final int QUEUE_MAX = 256;
    /** How long one call may take before the sink counts as stuck. */
    static final Duration STUCK_MAX = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private sealed interface Event {
        record Format(MediaFormat format) implements Event {}

        record Video(AccessUnit unit, Instant captureTime) implements Event {}

        record Audio(byte[] alaw, long timestamp, Instant captureTime) implements Event {}

        record Ended(String reason) implements Event {}
    }

    private final MediaSink sink;
    private final Runnable keyFrameWanted;
    private final Consumer<String> onFailure;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Event> queue = new ArrayDeque<>();
    private final LongSupplier nanos;
    private final Thread worker;
    private boolean awaitsIdr = true;
    private boolean formatKnown;
    private boolean paused;
    private boolean closed;
    private long lastPts = Long.MIN_VALUE;
    private long callSinceNanos;
    private boolean inCall;
    private long dropped;

    /**
     * Starts the thread.
     *
     * @param keyFrameWanted called when video was dropped and an IDR picture would help; must not block
     * @param onFailure called once, without locks, when the sink is given up
     */
    Delivery(String name, MediaSink sink, Runnable keyFrameWanted, Consumer<String> onFailure) {
        this(name, sink, keyFrameWanted, onFailure, System::nanoTime);
    }

    Delivery(String name, MediaSink sink, Runnable keyFrameWanted, Consumer<String> onFailure, LongSupplier nanos) {
        this.nanos = nanos;
        this.sink = sink;
        this.keyFrameWanted = keyFrameWanted;
        this.onFailure = onFailure;
        worker = Thread.ofVirtual().name("sink-" + name).start(this::run);
    }

    /** Drops video until the next IDR picture, and sound until its format. */
    void restart() {
        lock.lock();
        try {
            awaitsIdr = true;
            formatKnown = false;
        } finally {
            lock.unlock();
        }
    }

    /** While paused everything is dropped; going on waits for an IDR picture. */
    void paused(boolean now) {
        lock.lock();
        try {
            paused = now;
            awaitsIdr = true;
        } finally {
            lock.unlock();
        }
    }

    boolean isPaused() {
        lock.lock();
        try {
            return paused;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Offers a picture with the format it belongs to; the format is passed on when it is new to this sink.
     *
     * @param inOrder whether pts must rise: then one that does not is moved just behind the one before
     */
    void video(MediaFormat format, boolean formatChanged, AccessUnit unit, Instant captureTime, boolean inOrder) {
        boolean askIdr = false;
        lock.lock();
        try {
            if (closed || paused || awaitsIdr && !unit.idr()) {
                return;
            }
            if (queue.size() >= QUEUE_MAX) {
                askIdr = !awaitsIdr;
                awaitsIdr = true;
                dropped++;
            } else {
                if (!formatKnown || formatChanged) {
                    formatKnown = true;
                    add(new Event.Format(format));
                }
                awaitsIdr = false;
                AccessUnit out = unit;
                if (inOrder && unit.pts90k() <= lastPts) {
                    out = new AccessUnit(lastPts + 1, unit.idr(), unit.nalUnits());
                }
                lastPts = out.pts90k();
                add(new Event.Video(out, captureTime));
            }
        } finally {
            lock.unlock();
        }
        if (askIdr) {
            keyFrameWanted.run();
        }
    }

    void audio(byte[] alaw, long timestamp, Instant captureTime) {
        lock.lock();
        try {
            if (!closed && !paused && formatKnown && queue.size() < QUEUE_MAX) {
                add(new Event.Audio(alaw, timestamp, captureTime));
            }
        } finally {
            lock.unlock();
        }
    }

    /** The last event; later ones are ignored. */
    void ended(String reason) {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                add(new Event.Ended(reason));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops without telling the sink. */
    void close() {
        lock.lock();
        try {
            closed = true;
            queue.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void add(Event event) {
        queue.add(event);
        changed.signal();
    }

    /** Gives a stuck sink up. Sources call it after handing out a picture, without locks. */
    void checkStuck() {
        lock.lock();
        try {
            if (closed || !inCall || nanos.getAsLong() - callSinceNanos < STUCK_MAX.toNanos()) {
                return;
            }
            closed = true;
            queue.clear();
        } finally {
            lock.unlock();
        }
        worker.interrupt();
        fail("the viewer took no media for " + STUCK_MAX.toSeconds() + " s", null);
    }

    private void run() {
        try {
            for (Event event = next(); event != null; event = next()) {
                switch (event) {
                    case Event.Format(var format) -> sink.format(format);
                    case Event.Video(var unit, var captureTime) -> sink.video(unit, captureTime);
                    case Event.Audio(var alaw, var timestamp, var captureTime) ->
                        sink.audio(alaw, timestamp, captureTime);
                    case Event.Ended(var reason) -> sink.ended(reason);
                }
            }
        } catch (InterruptedException stop) {
            close();
        } catch (RuntimeException failure) {
            close();
            fail("the viewer's connection failed: " + failure, failure);
        }
    }

    private @Nullable Event next() throws InterruptedException {
        lock.lock();
        try {
            inCall = false;
            while (queue.isEmpty()) {
                if (closed) {
                    return null;
                }
                changed.await();
            }
            inCall = true;
            callSinceNanos = nanos.getAsLong();
            return queue.poll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(String reason, @Nullable Throwable cause) {
        log.atWarn().setCause(cause).addKeyValue("droppedPictures", dropped).log("Viewer given up: {}", reason);
        onFailure.accept(reason);
    }
}

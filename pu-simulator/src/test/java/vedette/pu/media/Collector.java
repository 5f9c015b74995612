package vedette.pu.media;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vedette.rtp.h264.AccessUnit;

/** A sink that keeps everything, and lets a test wait for it. Keeps at most so many pictures, then ignores the rest. */
public final class Collector implements MediaSink {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final int picturesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<MediaFormat> formats = new ArrayList<>();
    private final List<AccessUnit> units = new ArrayList<>();
    private final List<Instant> captures = new ArrayList<>();
    private final List<byte[]> packets = new ArrayList<>();
    private final List<Long> timestamps = new ArrayList<>();
    private @Nullable String ended;

    public Collector(int picturesMax) {
        this.picturesMax = picturesMax;
    }

    @Override
    public void format(MediaFormat format) {
        update(() -> formats.add(format));
    }

    @Override
    public void video(AccessUnit unit, Instant captureTime) {
        update(() -> {
            if (units.size() < picturesMax) {
                units.add(unit);
                captures.add(captureTime);
            }
        });
    }

    @Override
    public void audio(byte[] g711Alaw, long rtpTimestamp8k, Instant captureTime) {
        update(() -> {
            packets.add(g711Alaw);
            timestamps.add(rtpTimestamp8k);
        });
    }

    @Override
    public void ended(String reason) {
        update(() -> ended = reason);
    }

    /** All pictures, once there are as many as wanted. */
    public List<AccessUnit> awaitFull() {
        return awaitPictures(picturesMax);
    }

    public List<AccessUnit> awaitPictures(int count) {
        await(c -> c.units.size() >= count, count + " pictures");
        return units();
    }

    public void awaitPackets(int count) {
        await(c -> c.packets.size() >= count, count + " audio packets");
    }

    public String awaitEnd() {
        await(c -> c.ended != null, "the end");
        return String.valueOf(ended);
    }

    public List<AccessUnit> units() {
        return locked(units);
    }

    public List<MediaFormat> formats() {
        return locked(formats);
    }

    public List<Instant> captures() {
        return locked(captures);
    }

    public List<byte[]> packets() {
        return locked(packets);
    }

    public List<Long> timestamps() {
        return locked(timestamps);
    }

    private <T> List<T> locked(List<T> list) {
        lock.lock();
        try {
            return List.copyOf(list);
        } finally {
            lock.unlock();
        }
    }

    private void update(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public void await(Predicate<Collector> condition, String what) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        lock.lock();
        try {
            while (!condition.test(this)) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new AssertionError("expected " + what + ", found " + units.size() + " pictures, "
                            + packets.size() + " packets, ended " + ended);
                }
                boolean unused = changed.await(left, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } finally {
            lock.unlock();
        }
    }
}

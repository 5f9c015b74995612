package vedette.pu.media;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vedette.rtp.h264.AccessUnit;

/**
 * Hands one stream that cannot be adapted to any number of viewers, untouched. Keeps the pictures since the last IDR
 * picture, so that a new viewer sees something at once. Thread-safe; pictures come from one thread.
 */
final class FixedFeed {

    /** Viewers of one stream at most. */
    static final int VIEWERS_MAX = 64;
    /** Pictures kept for new viewers; a longer group of pictures is not kept and new viewers wait for its end. */
    private static final int GROUP_PICTURES_MAX = 150;
    /** Bytes kept for new viewers. */
    private static final int GROUP_BYTES_MAX = 8 << 20;

    private record Kept(AccessUnit unit, Instant capture) {}

    private final String name;
    private final Runnable onChange;
    private final Runnable onKeyFrameWanted;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Viewer> viewers = new ArrayList<>();
    private final List<Kept> group = new ArrayList<>();
    private int groupBytes;
    private @Nullable MediaFormat format;
    private boolean inOrder = true;
    private long ptsLast;

    /**
     * A feed without viewers.
     *
     * @param onChange called without the feed's lock when a viewer came, left, paused or resumed
     * @param onKeyFrameWanted called when a viewer asks for an IDR picture
     */
    FixedFeed(String name, Runnable onChange, Runnable onKeyFrameWanted) {
        this.name = name;
        this.onChange = onChange;
        this.onKeyFrameWanted = onKeyFrameWanted;
    }

    /** What {@code modify} of a viewer does: usually moves it to the feed of another stream. */
    Subscription join(StreamRequest request, MediaSink sink, BiConsumer<Viewer, StreamRequest> modifier) {
        var viewer = new Viewer(request, sink, modifier);
        add(viewer);
        return viewer;
    }

    /** Adds a new viewer or one that came from another feed. */
    void add(Viewer viewer) {
        lock.lock();
        try {
            if (viewers.size() >= VIEWERS_MAX) {
                throw new MediaException("the camera " + name + " has its " + VIEWERS_MAX + " viewers already");
            }
            viewers.add(viewer);
            viewer.feed = this;
            viewer.delivery.restart();
            replay(viewer);
        } finally {
            lock.unlock();
        }
        onChange.run();
    }

    void remove(Viewer viewer) {
        lock.lock();
        try {
            viewers.remove(viewer);
        } finally {
            lock.unlock();
        }
        onChange.run();
    }

    /** Whether anybody watches who has not paused. */
    boolean isWatched() {
        lock.lock();
        try {
            return viewers.stream().anyMatch(v -> !v.delivery.isPaused());
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return viewers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The format of the pictures to come; {@code ordered} if they come in the order in which they are shown. */
    void format(MediaFormat next, boolean ordered) {
        lock.lock();
        try {
            format = next;
            inOrder = ordered;
            group.clear();
            groupBytes = 0;
            viewers.forEach(v -> v.delivery.restart());
        } finally {
            lock.unlock();
        }
    }

    /** The camera turned out to reorder pictures: times are passed as they are from now on. */
    void unordered() {
        lock.lock();
        try {
            inOrder = false;
        } finally {
            lock.unlock();
        }
    }

    /** The last picture's pts. */
    long ptsLast() {
        return ptsLast;
    }

    void video(AccessUnit unit, Instant capture) {
        lock.lock();
        try {
            MediaFormat current = format;
            if (current == null) {
                return;
            }
            ptsLast = unit.pts90k();
            keep(unit, capture);
            for (Viewer viewer : viewers) {
                viewer.delivery.video(viewer.heard(current), false, unit, capture, inOrder);
            }
        } finally {
            lock.unlock();
        }
        viewersStuck();
    }

    void audio(byte[] alaw, long timestamp, Instant capture) {
        lock.lock();
        try {
            for (Viewer viewer : viewers) {
                if (viewer.request.audio()) {
                    viewer.delivery.audio(alaw, timestamp, capture);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets the kept pictures: the stream was interrupted. */
    void interrupted() {
        lock.lock();
        try {
            group.clear();
            groupBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all viewers. */
    void end(String reason) {
        lock.lock();
        try {
            viewers.forEach(v -> v.delivery.ended(reason));
            viewers.clear();
        } finally {
            lock.unlock();
        }
        onChange.run();
    }

    private void viewersStuck() {
        List<Viewer> all;
        lock.lock();
        try {
            all = List.copyOf(viewers);
        } finally {
            lock.unlock();
        }
        all.forEach(v -> v.delivery.checkStuck());
    }

    private void keep(AccessUnit unit, Instant capture) {
        if (unit.idr()) {
            group.clear();
            groupBytes = 0;
        } else if (group.isEmpty()) {
            return;
        }
        group.add(new Kept(unit, capture));
        groupBytes += unit.sizeBytes();
        if (group.size() > GROUP_PICTURES_MAX || groupBytes > GROUP_BYTES_MAX) {
            group.clear();
            groupBytes = 0;
        }
    }

    private void replay(Viewer viewer) {
        MediaFormat current = format;
        if (current != null) {
            group.forEach(k -> viewer.delivery.video(viewer.heard(current), false, k.unit(), k.capture(), inOrder));
        }
    }

    /** A viewer of this feed. */
    final class Viewer implements Subscription {

        private final Delivery delivery;
        private final BiConsumer<Viewer, StreamRequest> modifier;
        private volatile StreamRequest request;
        private volatile FixedFeed feed = FixedFeed.this;

        private Viewer(StreamRequest request, MediaSink sink, BiConsumer<Viewer, StreamRequest> modifier) {
            this.request = request;
            this.modifier = modifier;
            Consumer<String> leave = reason -> close();
            delivery = new Delivery(name, sink, this::requestKeyFrame, leave);
        }

        FixedFeed feed() {
            return feed;
        }

        void request(StreamRequest now) {
            request = now;
        }

        private MediaFormat heard(MediaFormat f) {
            boolean audio = f.audio() && request.audio();
            return audio == f.audio()
                    ? f
                    : new MediaFormat(f.width(), f.height(), f.fps(), f.kbps(), f.sps(), f.pps(), audio);
        }

        @Override
        public void requestKeyFrame() {
            feed.onKeyFrameWanted.run();
        }

        @Override
        public void bitrate(int kbps) {
            // Not adaptable.
        }

        @Override
        public void pause() {
            delivery.paused(true);
            feed.onChange.run();
        }

        @Override
        public void resume() {
            if (!delivery.isPaused()) {
                return;
            }
            FixedFeed current = feed;
            current.lock.lock();
            try {
                delivery.paused(false);
                current.replay(this);
            } finally {
                current.lock.unlock();
            }
            current.onChange.run();
        }

        @Override
        public StreamRequest request() {
            return request;
        }

        @Override
        public void modify(StreamRequest wanted) {
            modifier.accept(this, wanted);
        }

        @Override
        public void close() {
            delivery.close();
            feed.remove(this);
        }
    }
}

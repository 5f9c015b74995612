package vedette.pu.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.device.AgentScheduler;
import vedette.device.RpcException;
import vedette.pu.media.MediaException;
import vedette.pu.media.MediaFormat;
import vedette.pu.media.MediaSink;
import vedette.pu.media.MediaSource;
import vedette.pu.media.StreamInfo;
import vedette.pu.media.StreamRequest;
import vedette.pu.media.Subscription;

/**
 * One verified viewer and its media, whatever the transport. The subscription to the source is opened by {@link #openSource}; {@link #end} may be
 * called any number of times from any thread and counts once.
 */
abstract class PlaySession implements MediaSink {
    private static final Logger LOG = LoggerFactory.getLogger(PlaySession.class);
    private static final Duration FORMAT_WAIT = Duration.ofSeconds(3);
    private static final Duration MODIFY_WAIT = Duration.ofMillis(800);

    private static final MediaFormat NO_FORMAT = new MediaFormat(0, 0, 0, 0, new byte[0], new byte[0], false);

    /** Keeps the record of sessions. */
    interface Owner {
        /** Called once, by whichever thread ended the session. */
        void ended(PlaySession session, String reason, long bytes, long durationMillis);
    }

    private final Grant grant;
    private final MediaSource source;
    private final Owner owner;
    private final AgentScheduler scheduler;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final KeyFrameLimiter keyFrames = new KeyFrameLimiter();
    private final CompletableFuture<MediaFormat> firstFormat = new CompletableFuture<>();
    private CompletableFuture<MediaFormat> nextFormat = new CompletableFuture<>();
    private boolean keyFrameScheduled;
    private volatile @Nullable Subscription subscription;
    private volatile @Nullable MediaFormat format;
    private volatile boolean paused;
    private volatile long leaseEndNanos;
    private volatile long firstMediaNanos;
    private volatile long lastMediaNanos;

    PlaySession(Grant grant, MediaSource source, Owner owner, AgentScheduler scheduler) {
        this.grant = grant;
        this.source = source;
        this.owner = owner;
        this.scheduler = scheduler;
        renewLease(grant.lease());
    }

    /** Stops the transport without a word to the {@link Owner}. */
    abstract void closeTransport(String reason);

    abstract long bytesSent();

    abstract String transport();

    abstract String path();

    final Grant grant() {
        return grant;
    }

    final String id() {
        return grant.sessionId();
    }

    /** Opens the source at the viewer's limits. @throws RpcException {@code format-unplayable} */
    final void openSource(StreamRequest request) {
        try {
            Subscription opened = source.open(request, this);
            subscription = opened;
            if (ended.get()) {
                opened.close();
            }
        } catch (MediaException e) {
            throw RpcException.refused("format-unplayable", String.valueOf(e.getMessage()));
        }
    }

    final @Nullable Subscription subscription() {
        return subscription;
    }

    /** The format in force; waits for the source's first one. @throws RpcException {@code source-unavailable} */
    final MediaFormat awaitFormat() {
        try {
            return firstFormat.get(FORMAT_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw RpcException.refused(
                    "source-unavailable",
                    "The camera's source gave no picture within " + FORMAT_WAIT.toSeconds() + " s.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RpcException.refused("source-unavailable", "The camera stops.");
        }
    }

    @Override
    public final void format(MediaFormat arrived) {
        format = arrived;
        CompletableFuture<MediaFormat> waiting;
        synchronized (this) {
            waiting = nextFormat;
            nextFormat = new CompletableFuture<>();
        }
        formatChanged(arrived);
        // After the exchange: who waits for the first format must not get hold of its own future.
        firstFormat.complete(arrived);
        waiting.complete(arrived);
    }

    abstract void formatChanged(MediaFormat arrived);

    /** Another stream or other limits are asked for; {@link #formatChanged} follows if the source can. */
    void requestChanges() {}

    @Override
    public final void ended(String reason) {
        end("source-ended");
    }

    /** To be called for each unit of media that was handed to the transport. */
    final void mediaSent() {
        long now = scheduler.nanoTime();
        if (firstMediaNanos == 0) {
            firstMediaNanos = now;
        }
        lastMediaNanos = now;
    }

    /** Paused media is dropped here at once, whatever is still under way from the source. */
    final boolean isPaused() {
        return paused;
    }

    final void pause() {
        paused = true;
        Subscription current = subscription;
        if (current != null) {
            current.pause();
        }
    }

    final void resume() {
        paused = false;
        Subscription current = subscription;
        if (current != null) {
            current.resume();
        }
    }

    /**
     * Changes what the viewer gets.
     *
     * @return what it gets from now on; the old format if the new one did not come in time
     * @throws RpcException {@code format-unplayable}; the old request stays in force
     */
    final Applied modify(Modification change) {
        Subscription current = subscription;
        if (current == null) {
            throw RpcException.refused("session-not-ready", "The session has no media yet.");
        }
        // A change right after the start must not take the first format for its own.
        firstFormat
                .copy()
                .completeOnTimeout(NO_FORMAT, MODIFY_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        CompletableFuture<MediaFormat> changed;
        synchronized (this) {
            changed = nextFormat;
        }
        StreamRequest before = current.request();
        StreamRequest wanted = change.applyTo(before);
        if (!wanted.equals(before)) {
            requestChanges();
            try {
                current.modify(wanted);
            } catch (MediaException | IllegalArgumentException e) {
                throw RpcException.refused("format-unplayable", String.valueOf(e.getMessage()));
            }
        }
        if (change.paused() != null && change.paused() != paused) {
            if (change.paused()) {
                pause();
            } else {
                resume();
            }
        }
        boolean sameMedia = wanted.equals(before)
                || (!source.info().adaptable() && wanted.stream().equals(before.stream()));
        return applied(sameMedia || paused ? null : changed);
    }

    private Applied applied(@Nullable CompletableFuture<MediaFormat> changed) {
        MediaFormat now = format;
        if (changed != null) {
            now = changed.completeOnTimeout(now, MODIFY_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        }
        return now == null
                ? new Applied(0, 0, 0, 0, paused)
                : new Applied(now.width(), now.height(), now.fps(), now.kbps(), paused);
    }

    /** Whether the path's state is answered by another stream: the source cannot change its rate, and has two. */
    final boolean changesByStream() {
        return !source.info().adaptable() && source.info().stream(StreamInfo.SUB).isPresent();
    }

    /** The rate of the stream in force, 0 if the source does not know. */
    final int streamKbps() {
        MediaFormat now = format;
        return now == null ? 0 : now.kbps();
    }

    /** Changes the stream beneath a viewer that did not ask; from the other one's next IDR picture on. */
    final boolean switchTo(String from, String to) {
        Subscription running = subscription;
        if (running == null || !running.request().stream().equals(from)) {
            return false;
        }
        try {
            running.modify(running.request().withStream(to));
            return true;
        } catch (MediaException e) {
            LOG.info("session {}: stream {} is not to be had: {}", id(), to, e.getMessage());
            return false;
        }
    }

    /** Asks for an IDR picture; too frequent requests become one a little later. */
    final void requestKeyFrame() {
        long now = scheduler.nanoTime();
        synchronized (this) {
            if (!keyFrames.allow(now)) {
                if (!keyFrameScheduled) {
                    keyFrameScheduled = true;
                    scheduler.schedule(Duration.ofNanos(keyFrames.waitNanos(now)), this::lateKeyFrame);
                }
                return;
            }
        }
        Subscription current = subscription;
        if (current != null) {
            current.requestKeyFrame();
        }
    }

    private void lateKeyFrame() {
        synchronized (this) {
            keyFrameScheduled = false;
        }
        if (!ended.get()) {
            requestKeyFrame();
        }
    }

    final void renewLease(Duration lease) {
        leaseEndNanos = scheduler.nanoTime() + lease.toNanos();
    }

    final boolean leaseIsOver(long nowNanos) {
        return nowNanos - leaseEndNanos >= 0;
    }

    final boolean hasEnded() {
        return ended.get();
    }

    /** Ends the session and tells the platform. */
    final void end(String reason) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        Subscription current = subscription;
        if (current != null) {
            current.close();
        }
        closeTransport(reason);
        owner.ended(this, reason, bytesSent(), (lastMediaNanos - firstMediaNanos) / 1_000_000);
    }

    final SessionInfo info() {
        MediaFormat now = format;
        return new SessionInfo(
                id(),
                transport(),
                grant.viewer(),
                path(),
                grant.stream(),
                now == null ? 0 : now.width(),
                now == null ? 0 : now.height(),
                now == null ? 0 : now.fps(),
                now == null ? 0 : now.kbps(),
                paused,
                bytesSent());
    }
}

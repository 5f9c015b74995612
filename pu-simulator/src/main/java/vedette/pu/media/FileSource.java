package vedette.pu.media;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.NalUnits;

/**
 * A file as a camera: played in a loop at its own pace for all viewers together, with times that rise over the loops.
 * The file's NAL units are passed untouched; an IDR picture without parameter sets gets the file's in front. Plays only
 * while somebody watches.
 */
public final class FileSource implements MediaSource {

    private static final Logger log = LoggerFactory.getLogger(FileSource.class);
    private static final long PACKET_90K = 1_800;
    /** A-law code of silence (ITU-T G.711). */
    private static final byte SILENCE = (byte) 0xD5;
    /** Lateness after which the player goes on from now instead of catching up. */
    private static final long LATE_NANOS_MAX = 500_000_000;

    private final Movie movie;
    private final MediaClock clock;
    private final SourceInfo info;
    private final MediaFormat format;
    private final FixedFeed feed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean playing;
    private boolean closed;

    /**
     * Opens and checks the file.
     *
     * @throws MediaException if it cannot be played
     */
    public FileSource(String name, Path file) {
        this(name, file, MediaClock.system());
    }

    FileSource(String name, Path file, MediaClock clock) {
        this.movie = Movie.open(file);
        this.clock = clock;
        this.feed = new FixedFeed(name, this::viewersChanged, () -> {});
        double seconds = movie.duration90k() / 90_000.0;
        int fps = (int) Math.max(1, Math.round(movie.pictures() / seconds));
        int kbps = (int) Math.max(1, Math.round(movie.videoBytes() * 8 / seconds / 1000));
        int width = movie.parameters().width();
        int height = movie.parameters().height();
        boolean audio = movie.alaw().length > 0;
        info = new SourceInfo(
                name,
                SourceInfo.Kind.FILE,
                List.of(new StreamInfo(
                        StreamInfo.MAIN,
                        width,
                        height,
                        fps,
                        kbps,
                        movie.parameters().profileLevelId())),
                List.of(new VideoProfile(width + "x" + height, width, height, kbps)),
                audio ? "PCMA" : null,
                false,
                movie.reordersFrames());
        format = new MediaFormat(width, height, fps, kbps, movie.sps(), movie.pps(), audio);
        feed.format(format, !movie.reordersFrames());
    }

    @Override
    public SourceInfo info() {
        return info;
    }

    @Override
    public Subscription open(StreamRequest request, MediaSink sink) {
        if (closed) {
            throw new MediaException("the camera " + info.name() + " is switched off");
        }
        return feed.join(request, sink, FixedFeed.Viewer::request);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        feed.end("the camera was switched off");
        if (!playing) {
            closeMovie();
        }
    }

    private void viewersChanged() {
        lock.lock();
        try {
            changed.signalAll();
            if (!playing && !closed && !feed.isEmpty()) {
                playing = true;
                Thread.ofPlatform().daemon().name("file-" + info.name()).start(this::play);
            }
        } finally {
            lock.unlock();
        }
    }

    private void play() {
        try {
            var position = new Position(feed.ptsLast());
            while (awaitTurn(position)) {
                position.step();
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            log.atError().setCause(e).addKeyValue("camera", info.name()).log("File playback stopped");
            feed.end("the camera's file cannot be read: " + e.getMessage());
        } finally {
            lock.lock();
            try {
                playing = false;
                feed.interrupted();
            } finally {
                lock.unlock();
            }
            if (closed) {
                closeMovie();
            } else {
                viewersChanged();
            }
        }
    }

    /** Waits until the next event is due; false when there are no viewers left. */
    private boolean awaitTurn(Position position) throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                if (closed || feed.isEmpty()) {
                    return false;
                }
                if (!feed.isWatched()) {
                    changed.await();
                    position.startNanos = clock.nanos() - position.dueNanos();
                    continue;
                }
                long due = position.startNanos + position.dueNanos();
                long late = clock.nanos() - due;
                if (late > LATE_NANOS_MAX) {
                    position.startNanos += late;
                }
                if (late >= 0) {
                    return true;
                }
                clock.await(changed, due);
            }
        } finally {
            lock.unlock();
        }
    }

    private void closeMovie() {
        try {
            movie.close();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("Closing a video file failed");
        }
    }

    /** Where the player is: next picture and next packet of sound. Player's thread, except for the start time. */
    private final class Position {

        /** Added to the file's times: the loops so far, and what earlier viewers saw. */
        private long base90k;

        private int picture;
        private long packet;
        private long startNanos = clock.nanos();
        private final long origin90k;

        Position(long before90k) {
            // Whole packets keep the sound's time stamps on the same time line.
            base90k = before90k == 0 ? 0 : (before90k / PACKET_90K + 50) * PACKET_90K;
            origin90k = base90k;
            packet = base90k / PACKET_90K;
        }

        long dueNanos() {
            return (next90k() - origin90k) * 100_000 / 9;
        }

        private long next90k() {
            long video = base90k + movie.dts90k(picture);
            return format.audio() ? Math.min(video, (packet + 1) * PACKET_90K) : video;
        }

        void step() throws IOException {
            if (format.audio() && (packet + 1) * PACKET_90K <= base90k + movie.dts90k(picture)) {
                feed.audio(sound(), packet * Tone.PACKET_SAMPLES, clock.wall().minusMillis(20));
                packet++;
                return;
            }
            List<byte[]> units = movie.nalUnits(picture);
            boolean idr = units.stream().anyMatch(n -> NalUnits.type(n) == NalUnits.IDR);
            if (idr && units.stream().noneMatch(n -> NalUnits.type(n) == NalUnits.SPS)) {
                units = withParameterSets(units);
            }
            Instant now = clock.wall();
            feed.video(new AccessUnit(base90k + movie.pts90k(picture), idr, units), now);
            if (++picture == movie.pictures()) {
                picture = 0;
                base90k += movie.duration90k();
            }
        }

        private List<byte[]> withParameterSets(List<byte[]> units) {
            var all = new ArrayList<byte[]>(units.size() + 2);
            all.addAll(units);
            int at = NalUnits.type(units.getFirst()) == NalUnits.AUD ? 1 : 0;
            all.add(at, movie.sps());
            all.add(at + 1, movie.pps());
            return all;
        }

        /** 20 ms of the file's sound at the packet's place in the loop. */
        private byte[] sound() {
            byte[] out = new byte[Tone.PACKET_SAMPLES];
            Arrays.fill(out, SILENCE);
            byte[] all = movie.alaw();
            long at90k = Math.floorMod(packet * PACKET_90K - base90k, movie.duration90k());
            int from = (int) Math.min(all.length, at90k * 8 / 90);
            System.arraycopy(all, from, out, 0, Math.min(out.length, all.length - from));
            return out;
        }
    }
}

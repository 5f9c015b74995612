package vedette.mtu.distribution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;
import vedette.rtsp.RtpInfo;
import vedette.rtsp.netty.RtspMediaUnit;

/**
 * One stream: its uplink, its cached group of pictures and its viewers. Thread-safe; one lock, held for the hand-over of a unit only, and
 * viewers never wait under it.
 */
public final class LiveStream {
    private static final Logger log = LoggerFactory.getLogger(LiveStream.class);

    /**
     * Limits of a stream.
     *
     * @param cacheBytesMax most bytes of the cached group of pictures
     * @param cacheUnitsMax most units of it
     * @param viewersMax most viewers
     * @param idle how long the uplink stays after the last viewer left
     * @param firstViewer how long it stays before the first one came
     * @param redial how long viewers wait for a lost uplink
     * @param keyFrameInterval least time between two requests for an intra picture
     */
    public record Limits(
            int cacheBytesMax,
            int cacheUnitsMax,
            int viewersMax,
            Duration idle,
            Duration firstViewer,
            Duration redial,
            Duration keyFrameInterval) {
        /** The usual limits. */
        public static Limits usual() {
            return new Limits(
                    6 * 1024 * 1024, 3000, 2000, Duration.ofSeconds(10), Duration.ofSeconds(40), Duration.ofSeconds(30),
                    Duration.ofSeconds(1));
        }
    }

    private final StreamKey key;
    private final Limits limits;
    private final LongSupplier nanoTime;
    private final StreamEvents events;
    private final GroupOfPictures cache;
    private final Map<Integer, Continuity> continuity = new HashMap<>();
    private final Map<Integer, UnitAssembler> assemblers = new HashMap<>();
    private final Map<Integer, RtcpPacket.SenderReport> reports = new HashMap<>();
    private final List<StreamViewer> viewers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<StreamInfo> described = new CompletableFuture<>();
    private @Nullable StreamInfo info;
    private @Nullable Uplink uplink;
    private boolean receiving;
    private boolean hadViewers;
    private boolean closed;
    /** Since when nobody watches; meaningless while somebody does. */
    private long idleNanos;
    /** Since when there is no uplink; meaningless while there is one. */
    private long lostNanos;

    private long keyFrameNanos;

    LiveStream(StreamKey key, Limits limits, LongSupplier nanoTime, StreamEvents events) {
        this.key = key;
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.events = events;
        this.cache = new GroupOfPictures(limits.cacheBytesMax(), limits.cacheUnitsMax());
        this.idleNanos = nanoTime.getAsLong();
        this.lostNanos = idleNanos;
        this.keyFrameNanos = idleNanos - limits.keyFrameInterval().toNanos();
    }

    /** What it is. */
    public StreamKey key() {
        return key;
    }

    /** Completes when the device has described the stream, exceptionally if the stream ends before. */
    public CompletionStage<StreamInfo> described() {
        return described.minimalCompletionStage();
    }

    /** The number of viewers. */
    public int viewers() {
        return viewers.size();
    }

    /** Whether an uplink stands. */
    public synchronized boolean hasUplink() {
        return uplink != null;
    }

    synchronized boolean isReceiving() {
        return receiving;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** A viewer is announced: an uplink that nobody watches waits for it. */
    synchronized void expectViewer() {
        if (viewers.isEmpty()) {
            hadViewers = false;
            idleNanos = nanoTime.getAsLong();
        }
    }

    /** A device's connection came. One before it is closed: the device itself says that it lost it. */
    public synchronized boolean attach(Uplink arrived) {
        if (closed) {
            return false;
        }
        Uplink before = uplink;
        uplink = arrived;
        receiving = false;
        if (before != null) {
            before.close();
        }
        return true;
    }

    /** The device described the stream. Tracks that an earlier uplink had otherwise end the viewers, who must ask again. */
    public synchronized void described(Uplink by, StreamInfo arrived) {
        if (by != uplink || closed) {
            return;
        }
        StreamInfo before = info;
        info = arrived;
        assemblers.clear();
        cache.clear();
        reports.clear();
        boolean same = before != null && sameCodecs(before, arrived);
        if (before != null && !same) {
            continuity.clear();
            endViewers("stream-changed");
        }
        for (int i = 0; i < arrived.tracks().size(); i++) {
            StreamInfo.Track track = arrived.tracks().get(i);
            assemblers.put(i, new UnitAssembler(track));
            continuity.computeIfAbsent(i, _ -> new Continuity(track.rtpMap().clockRateHz())).restart();
        }
        described.complete(arrived);
    }

    private static boolean sameCodecs(StreamInfo one, StreamInfo other) {
        if (one.tracks().size() != other.tracks().size()) {
            return false;
        }
        for (int i = 0; i < one.tracks().size(); i++) {
            if (!one.tracks().get(i).rtpMap().is(other.tracks().get(i).rtpMap().encodingName())) {
                return false;
            }
        }
        return true;
    }

    /** The newest description, or null before the first. */
    public synchronized @Nullable StreamInfo info() {
        return info;
    }

    /** An RTP packet came. */
    public synchronized void rtp(Uplink by, int track, RtpPacket packet) {
        UnitAssembler assembler = assemblers.get(track);
        Continuity line = continuity.get(track);
        if (by != uplink || assembler == null || line == null || closed) {
            return;
        }
        events.received(packet.encodedLength());
        if (!receiving) {
            receiving = true;
            events.firstPacket(key);
        }
        boolean video = info != null && info.videoTrack() == track;
        for (RtspMediaUnit unit : assembler.push(line.pass(packet, nanoTime.getAsLong()))) {
            cache.add(track, unit, video && unit.key());
            for (StreamViewer viewer : viewers) {
                viewer.unit(track, unit);
            }
        }
    }

    /** A sender report came. */
    public synchronized void senderReport(Uplink by, int track, RtcpPacket.SenderReport report) {
        Continuity line = continuity.get(track);
        RtcpPacket.SenderReport passed = by != uplink || line == null ? null : line.pass(report);
        if (passed != null) {
            reports.put(track, passed);
            viewers.forEach(viewer -> viewer.senderReport(track, passed));
        }
    }

    /**
     * The uplink is over.
     *
     * @param reason for the log
     */
    public synchronized void detached(Uplink by, String reason) {
        if (by == uplink) {
            uplink = null;
            receiving = false;
            lostNanos = nanoTime.getAsLong();
            log.atInfo().addKeyValue("stream", key.path()).addKeyValue("viewers", viewers.size()).addKeyValue("reason", reason)
                    .log("Uplink ended");
        }
    }

    /**
     * A viewer begins: it gets the cached group of pictures at once, then what comes.
     *
     * @return where its tracks begin, or null if the stream is over or full
     */
    public synchronized @Nullable List<RtpInfo> join(StreamViewer viewer) {
        if (closed || viewers.size() >= limits.viewersMax()) {
            return null;
        }
        Map<Integer, RtpInfo> begins = new HashMap<>();
        for (GroupOfPictures.Entry entry : cache.entries()) {
            RtpPacket first = entry.unit().packets().getFirst();
            begins.computeIfAbsent(
                    entry.track(), track -> new RtpInfo(track, first.ssrc(), first.sequenceNumber(), first.timestamp()));
            viewer.unit(entry.track(), entry.unit());
        }
        reports.forEach(viewer::senderReport);
        viewers.add(viewer);
        hadViewers = true;
        if (begins.isEmpty() && info != null && info.videoTrack() >= 0) {
            requestKeyFrame(info.videoTrack());
        }
        return List.copyOf(begins.values());
    }

    /** A viewer leaves. */
    public synchronized void leave(StreamViewer viewer) {
        if (viewers.remove(viewer) && viewers.isEmpty()) {
            idleNanos = nanoTime.getAsLong();
        }
    }

    /** A viewer needs an intra picture: requests of all viewers become one. */
    public synchronized void requestKeyFrame(int track) {
        long now = nanoTime.getAsLong();
        if (uplink != null && receiving && now - keyFrameNanos >= limits.keyFrameInterval().toNanos()) {
            keyFrameNanos = now;
            uplink.requestKeyFrame(track);
        }
    }

    /** Ends the viewers of one relay. */
    void endRelay(String relayId, String reason) {
        for (StreamViewer viewer : viewers) {
            if (viewer.relayId().equals(relayId)) {
                leave(viewer);
                viewer.ended(reason);
            }
        }
    }

    private void endViewers(String reason) {
        List<StreamViewer> over = new ArrayList<>(viewers);
        viewers.clear();
        idleNanos = nanoTime.getAsLong();
        over.forEach(viewer -> viewer.ended(reason));
    }

    /** Time passed. @return true if the stream is over now */
    synchronized boolean tick() {
        long now = nanoTime.getAsLong();
        Duration patience = hadViewers ? limits.idle() : limits.firstViewer();
        if (viewers.isEmpty() && now - idleNanos >= patience.toNanos()) {
            close("no-viewers");
        } else if (uplink == null && now - lostNanos >= limits.redial().toNanos()) {
            close("uplink-lost");
        }
        return closed;
    }

    /** Ends it: viewers are told, the uplink is torn down. */
    synchronized void close(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        log.atInfo().addKeyValue("stream", key.path()).addKeyValue("reason", reason).log("Stream ended");
        endViewers(reason);
        described.completeExceptionally(new StreamOverException(reason));
        cache.clear();
        Uplink last = uplink;
        uplink = null;
        receiving = false;
        if (last != null) {
            last.close();
        }
    }
}

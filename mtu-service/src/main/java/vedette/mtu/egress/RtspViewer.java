package vedette.mtu.egress;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import vedette.mtu.distribution.DistributedRelay;
import vedette.mtu.distribution.DistributionCounters;
import vedette.mtu.distribution.LiveStream;
import vedette.mtu.distribution.StreamViewer;
import vedette.rtp.RtcpPacket;
import vedette.rtsp.RtpInfo;
import vedette.rtsp.netty.RtspMediaSender;
import vedette.rtsp.netty.RtspMediaUnit;
import vedette.rtsp.netty.RtspSession;

/** A native viewer: hands the stream's units to its RTSP session, whose queue drops for a slow peer. Thread-safe. */
final class RtspViewer implements StreamViewer {
    private final DistributedRelay relay;
    private final String sessionId;
    private final LiveStream stream;
    private final DistributionCounters counters;
    private final LongSupplier nanoTime;
    private volatile @Nullable RtspSession session;
    private volatile @Nullable RtspMediaSender[] senders = new RtspMediaSender[0];
    private boolean joined;
    private boolean counted;
    private long startedNanos;

    /** @param sessionId the play session that was checked */
    RtspViewer(DistributedRelay relay, String sessionId, LiveStream stream, DistributionCounters counters, LongSupplier nanoTime) {
        this.relay = relay;
        this.sessionId = sessionId;
        this.stream = stream;
        this.counters = counters;
        this.nanoTime = nanoTime;
        this.startedNanos = nanoTime.getAsLong();
    }

    DistributedRelay relay() {
        return relay;
    }

    String sessionId() {
        return sessionId;
    }

    LiveStream stream() {
        return stream;
    }

    @Override
    public String relayId() {
        return relay.id();
    }

    /** Begins or goes on. @return where the tracks begin, or null if the stream is over or full */
    synchronized @Nullable List<RtpInfo> play(RtspSession opened) {
        session = opened;
        RtspMediaSender[] byTrack = new RtspMediaSender[opened.senders().stream().mapToInt(RtspMediaSender::track).max().orElse(-1) + 1];
        opened.senders().forEach(sender -> byTrack[sender.track()] = sender);
        senders = byTrack;
        if (joined) {
            return List.of();
        }
        var begins = stream.join(this);
        joined = begins != null;
        if (joined && !counted) {
            counted = true;
            startedNanos = nanoTime.getAsLong();
            counters.viewerCame();
        }
        return begins;
    }

    /** Milliseconds since it began to watch. */
    synchronized long watchedMillis() {
        return Math.max(0, (nanoTime.getAsLong() - startedNanos) / 1_000_000);
    }

    synchronized void pause() {
        if (joined) {
            joined = false;
            stream.leave(this);
        }
    }

    /** The session is over. */
    synchronized void left() {
        pause();
        if (counted) {
            counted = false;
            counters.viewerLeft();
        }
    }

    @Override
    public void unit(int track, RtspMediaUnit unit) {
        RtspMediaSender[] byTrack = senders;
        RtspMediaSender sender = track < byTrack.length ? byTrack[track] : null;
        if (sender != null && sender.send(unit)) {
            counters.sent(unit.rtpBytes());
        }
    }

    @Override
    public void senderReport(int track, RtcpPacket.SenderReport report) {
        RtspMediaSender[] byTrack = senders;
        RtspMediaSender sender = track < byTrack.length ? byTrack[track] : null;
        if (sender != null) {
            sender.sendRtcp(List.of(
                    report,
                    new RtcpPacket.SourceDescription(
                            List.of(new RtcpPacket.SourceDescription.Chunk(report.ssrc(), Long.toHexString(report.ssrc()))))));
        }
    }

    @Override
    public void ended(String reason) {
        RtspSession target = session;
        if (target != null) {
            target.end(reason);
        }
    }
}

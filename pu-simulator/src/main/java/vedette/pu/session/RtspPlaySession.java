package vedette.pu.session;

import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import vedette.device.AgentScheduler;
import vedette.device.RpcException;
import vedette.pu.media.MediaFormat;
import vedette.pu.media.MediaSource;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Fmtp;
import vedette.rtp.h264.H264Packetizer;
import vedette.rtp.h264.H264ParseException;
import vedette.rtp.sdp.MediaDescription;
import vedette.rtp.sdp.RtpMap;
import vedette.rtp.sdp.SdpLine;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtpInfo;
import vedette.rtsp.netty.RtspMediaSender;
import vedette.rtsp.netty.RtspSession;

/**
 * One native viewer: media from the source, packetized for its RTSP session. Video is track 0 (payload type 96, RFC 6184 mode 1), sound track 1
 * (G.711, static payload types of RFC 3551).
 */
final class RtspPlaySession extends PlaySession {
    private static final int VIDEO_TRACK = 0;
    private static final int AUDIO_TRACK = 1;
    private static final int VIDEO_PAYLOAD_TYPE = 96;
    private static final int VIDEO_CLOCK_HZ = 90_000;

    private final Runnable onClosed;
    private final InetSocketAddress peer;
    private final G711 law;
    private final long videoSsrc;
    private final H264Packetizer video;
    private final long audioSsrc;
    private final long audioOffset;
    private int audioSequence;
    private boolean audioStarted;
    private volatile @Nullable RtspSession session;
    private volatile boolean playing;
    private volatile long lastPts90k = -1;

    RtspPlaySession(
            Grant grant,
            MediaSource source,
            Owner owner,
            AgentScheduler scheduler,
            InetSocketAddress peer,
            RandomGenerator random,
            Runnable onClosed) {
        super(grant, source, owner, scheduler);
        this.onClosed = onClosed;
        this.peer = peer;
        this.law = grant.wantsMuLaw() ? G711.U_LAW : G711.A_LAW;
        this.videoSsrc = unsigned32(random);
        this.video = new H264Packetizer(
                VIDEO_PAYLOAD_TYPE,
                videoSsrc,
                random.nextInt(0x1_0000),
                unsigned32(random),
                H264Packetizer.PAYLOAD_BYTES_DEFAULT);
        this.audioSsrc = unsigned32(random);
        this.audioOffset = unsigned32(random);
        this.audioSequence = random.nextInt(0x1_0000);
    }

    private static long unsigned32(RandomGenerator random) {
        return random.nextInt() & 0xFFFF_FFFFL;
    }

    /** The description of what the source gives this viewer. @throws RpcException if the source gives nothing usable */
    SessionDescription describe() {
        if (subscription() == null) {
            openSource(grant().request());
        }
        MediaFormat format = awaitFormat();
        List<SdpLine> head = List.of(
                new SdpLine('v', "0"),
                new SdpLine('o', "- 0 0 IN IP4 0.0.0.0"),
                new SdpLine('s', "Vedette live"),
                new SdpLine('c', "IN IP4 0.0.0.0"),
                new SdpLine('t', "0 0"),
                SdpLine.attribute("range", "npt=now-"));
        List<MediaDescription> media = new ArrayList<>();
        media.add(new MediaDescription(
                "video", 0, "RTP/AVP", List.of(String.valueOf(VIDEO_PAYLOAD_TYPE)), videoLines(format)));
        if (format.audio() && grant().wantsAudio()) {
            RtpMap map = new RtpMap(law.payloadType(), law.encodingName(), G711.CLOCK_RATE_HZ, 1);
            media.add(new MediaDescription(
                    "audio",
                    0,
                    "RTP/AVP",
                    List.of(String.valueOf(law.payloadType())),
                    List.of(SdpLine.attribute("rtpmap", map.format()))));
        }
        return new SessionDescription(head, media);
    }

    private static List<SdpLine> videoLines(MediaFormat format) {
        try {
            List<SdpLine> lines = new ArrayList<>();
            if (format.kbps() > 0) {
                lines.add(new SdpLine('b', "AS:" + format.kbps()));
            }
            lines.add(SdpLine.attribute("rtpmap", new RtpMap(VIDEO_PAYLOAD_TYPE, "H264", VIDEO_CLOCK_HZ, 1).format()));
            lines.add(SdpLine.attribute(
                    "fmtp",
                    VIDEO_PAYLOAD_TYPE + " "
                            + H264Fmtp.of(format.sps(), format.pps()).format()));
            if (format.fps() > 0) {
                lines.add(SdpLine.attribute("framerate", String.valueOf(format.fps())));
            }
            return lines;
        } catch (H264ParseException e) {
            throw RpcException.refused(
                    "source-unavailable", "The source's parameter sets are damaged: " + e.getMessage());
        }
    }

    boolean isBound() {
        return session != null;
    }

    /** Begins or goes on sending. @return where the tracks begin, for the RTP-Info header */
    List<RtpInfo> play(RtspSession opened) {
        List<RtpInfo> infos = new ArrayList<>();
        long pts = lastPts90k;
        if (session == null && pts >= 0) {
            // Nothing was packetized yet, so the next numbers are those of the first packets.
            opened.sender(VIDEO_TRACK)
                    .ifPresent(_ -> infos.add(
                            new RtpInfo(VIDEO_TRACK, videoSsrc, video.nextSequenceNumber(), video.rtpTimestamp(pts))));
            opened.sender(AUDIO_TRACK)
                    .ifPresent(_ -> infos.add(new RtpInfo(
                            AUDIO_TRACK,
                            audioSsrc,
                            audioSequence,
                            audioTimestamp(pts * G711.CLOCK_RATE_HZ / VIDEO_CLOCK_HZ))));
        }
        session = opened;
        playing = true;
        if (isPaused()) {
            resume();
        } else {
            requestKeyFrame();
        }
        return infos;
    }

    private long audioTimestamp(long samples) {
        return samples + audioOffset & 0xFFFF_FFFFL;
    }

    void stopPlaying() {
        playing = false;
        pause();
    }

    @Override
    void formatChanged(MediaFormat arrived) {
        // New parameter sets travel in the stream, in front of the IDR picture that follows.
    }

    @Override
    public void video(AccessUnit unit, Instant captureTime) {
        lastPts90k = unit.pts90k();
        RtspSession target = session;
        if (target == null || !playing || isPaused()) {
            return;
        }
        target.sender(VIDEO_TRACK).ifPresent(sender -> {
            sender.send(video.packetize(unit), unit.idr());
            mediaSent();
        });
    }

    @Override
    public void audio(byte[] g711Alaw, long rtpTimestamp8k, Instant captureTime) {
        RtspSession target = session;
        if (target == null || !playing || isPaused()) {
            return;
        }
        target.sender(AUDIO_TRACK).ifPresent(sender -> {
            byte[] codes = law == G711.A_LAW ? g711Alaw : law.encode(G711.A_LAW.decode(g711Alaw));
            sender.send(
                    List.of(law.packet(!audioStarted, audioSequence, audioTimestamp(rtpTimestamp8k), audioSsrc, codes)),
                    true);
            audioStarted = true;
            audioSequence = audioSequence + 1 & 0xFFFF;
            mediaSent();
        });
    }

    @Override
    void closeTransport(String reason) {
        RtspSession target = session;
        if (target != null) {
            target.end(reason);
        }
        onClosed.run();
    }

    @Override
    long bytesSent() {
        RtspSession target = session;
        return target == null
                ? 0
                : target.senders().stream()
                        .mapToLong(RtspMediaSender::bytesSent)
                        .sum();
    }

    @Override
    String transport() {
        return "rtsp";
    }

    @Override
    String path() {
        return MediaPath.kindOf(peer.getAddress(), LocalNetworks::contains);
    }
}

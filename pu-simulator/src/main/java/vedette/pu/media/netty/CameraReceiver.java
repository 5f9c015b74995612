package vedette.pu.media.netty;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vedette.pu.media.CameraConnector.Listener;
import vedette.pu.media.CameraFailure;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;
import vedette.rtp.TimestampExtender;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Depacketizer;
import vedette.rtp.h264.H264Fmtp;
import vedette.rtsp.client.ClientTrack;
import vedette.rtsp.client.RtspFailure;
import vedette.rtsp.netty.RtspClientListener;

/** Turns a camera's RTP into access units and A-law packets on one time line. Event loop only, but for silence. */
final class CameraReceiver implements RtspClientListener {

    private final Listener listener;
    private final TimeLine time;
    private final H264Depacketizer depacketizer = new H264Depacketizer();
    private final TimestampExtender soundTime = new TimestampExtender();
    private volatile int videoTrack = -1;
    private volatile boolean silent;

    CameraReceiver(Listener listener, long epochNanos) {
        this.listener = listener;
        this.time = new TimeLine(epochNanos);
    }

    /** Index of the video track, -1 before it is set up. */
    int videoTrack() {
        return videoTrack;
    }

    /** Tells nothing more. */
    void silence() {
        silent = true;
    }

    @Override
    public void playing(List<ClientTrack> tracks) {
        List<byte[]> sets = List.of();
        boolean audio = false;
        for (ClientTrack track : tracks) {
            if (track.isVideo()) {
                videoTrack = track.index();
                sets = track.media()
                        .fmtp(track.rtpMap().payloadType())
                        .map(parameters -> H264Fmtp.parse(parameters).parameterSets())
                        .orElse(List.of());
            } else {
                audio = true;
            }
        }
        if (!silent) {
            listener.playing(sets, audio);
        }
    }

    @Override
    public void rtp(ClientTrack track, RtpPacket packet) {
        if (silent) {
            return;
        }
        if (track.isVideo()) {
            for (H264Depacketizer.Output output : depacketizer.push(packet)) {
                // A damaged picture is missing; the decoder conceals until the next IDR picture.
                if (output instanceof H264Depacketizer.Output.Complete(AccessUnit unit)) {
                    long pts = time.video(unit.pts90k(), System.nanoTime());
                    listener.video(new AccessUnit(pts, unit.idr(), unit.nalUnits()));
                }
            }
        } else {
            byte[] sound = packet.payload();
            byte[] alaw = track.rtpMap().is("PCMU") ? G711.A_LAW.encode(G711.U_LAW.decode(sound)) : sound;
            listener.audio(alaw, time.sound(soundTime.extend(packet.timestamp()), System.nanoTime()));
        }
    }

    @Override
    public void rtcp(ClientTrack track, List<RtcpPacket> packets) {
        for (RtcpPacket packet : packets) {
            if (packet instanceof RtcpPacket.SenderReport report) {
                time.senderReport(track.isVideo(), report.ntpTimestamp(), report.rtpTimestamp());
            }
        }
    }

    @Override
    public void ended(@Nullable RtspFailure failure) {
        if (!silent && failure != null) {
            listener.failed(plain(failure));
        }
    }

    /** The client's failure in the words of the person who set the camera up. */
    static CameraFailure plain(RtspFailure failure) {
        String detail = failure.message();
        return switch (failure.kind()) {
            case UNREACHABLE ->
                new CameraFailure(
                        CameraFailure.Kind.UNREACHABLE,
                        (detail.toLowerCase(Locale.ROOT).contains("refused") ? "connection refused: " : "") + detail);
            case CREDENTIALS_WRONG ->
                new CameraFailure(
                        CameraFailure.Kind.CREDENTIALS, "wrong password (or user name): the camera refused them");
            case CREDENTIALS_NEEDED ->
                new CameraFailure(
                        CameraFailure.Kind.CREDENTIALS, "the camera asks for a user name and password: enter them");
            case CODEC_UNSUPPORTED ->
                new CameraFailure(
                        CameraFailure.Kind.CODEC,
                        (detail.contains("offers H265") ? "H.265 only: set the camera's stream to H.264; " : "")
                                + detail);
            case NO_VIDEO_TRACK, NO_VIDEO, TIMEOUT ->
                new CameraFailure(
                        CameraFailure.Kind.NO_VIDEO,
                        "no video in " + RtspCameraConnector.VIDEO_TIMEOUT.toSeconds() + " s: " + detail);
            case TRANSPORT_REFUSED -> new CameraFailure(CameraFailure.Kind.TRANSPORT, detail);
            case FORBIDDEN, NOT_FOUND, REFUSED, PROTOCOL, CLOSED ->
                new CameraFailure(CameraFailure.Kind.OTHER, detail);
        };
    }
}

package vedette.webrtc;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.rtp.Rtcp;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;

/**
 * Turns payloads into SRTP on the wire, answers NACK and writes RTCP. Thread-safe: pacer, audio source and feedback meet
 * here.
 */
final class MediaSender {
    private static final Logger LOG = LoggerFactory.getLogger(MediaSender.class);

    private final RtpStream video;
    private final Optional<RtpStream> audio;
    private final SrtpTransform srtp;
    private final Predicate<byte[]> wire;
    private long packets;
    private long bytes;
    private long audioBytes;
    private long retransmissions;
    private long nacksUnanswered;

    /** @param wire sends one datagram; false if it could not go, which counts as loss */
    MediaSender(RtpStream video, Optional<RtpStream> audio, SrtpTransform srtp, Predicate<byte[]> wire) {
        this.video = video;
        this.audio = audio;
        this.srtp = srtp;
        this.wire = wire;
    }

    synchronized void sendVideo(Pacer.Item item, long nowNanos) {
        send(video, item.payload(), item.marker(), item.mediaTime(), item.capture(), nowNanos);
    }

    synchronized void sendAudio(byte[] g711, boolean marker, long rtpTimestamp, Instant capture, long nowNanos) {
        audio.ifPresent(stream -> audioBytes += send(stream, g711, marker, rtpTimestamp, capture, nowNanos));
    }

    private int send(RtpStream stream, byte[] payload, boolean marker, long mediaTime, Instant capture, long nowNanos) {
        RtpPacket packet = stream.next(payload, marker, mediaTime, capture, nowNanos);
        int length = packet.encodedLength();
        byte[] plain = new byte[length + SrtpProfile.OVERHEAD_MAX];
        packet.encode(ByteBuffer.wrap(plain));
        try {
            byte[] secret = srtp.protectRtp((int) stream.ssrc(), plain, length);
            stream.history().add(packet.sequenceNumber(), secret, nowNanos);
            wire.test(secret);
            packets++;
            bytes += secret.length;
            return secret.length;
        } catch (GeneralSecurityException e) {
            // Only a fault in this program can cause it; the packet counts as lost.
            LOG.atError().setCause(e).addKeyValue("ssrc", stream.ssrc()).log("RTP packet could not be protected");
            return 0;
        }
    }

    /** Sends missing packets again as far as they are at hand. */
    synchronized void retransmit(long mediaSsrc, List<Integer> sequenceNumbers, long nowNanos) {
        RtpStream stream = stream(mediaSsrc);
        if (stream == null) {
            return;
        }
        for (int sequenceNumber : sequenceNumbers) {
            byte[] secret = stream.history().resend(sequenceNumber, nowNanos);
            if (secret != null) {
                retransmissions++;
                wire.test(secret);
            } else if (!stream.history().contains(sequenceNumber)) {
                nacksUnanswered++;
            }
        }
    }

    private @Nullable RtpStream stream(long ssrc) {
        if (video.ssrc() == ssrc) {
            return video;
        }
        return audio.filter(stream -> stream.ssrc() == ssrc).orElse(null);
    }

    /** Sends the sender reports of all streams that have begun. */
    synchronized void report(Instant now) {
        video.report(now).ifPresent(compound -> sendRtcp(video, compound));
        audio.ifPresent(stream -> stream.report(now).ifPresent(compound -> sendRtcp(stream, compound)));
    }

    /** Says goodbye for all streams (RFC 3550 §6.3.7). */
    synchronized void goodbye() {
        sendRtcp(video, video.goodbye());
        audio.ifPresent(stream -> sendRtcp(stream, stream.goodbye()));
    }

    private void sendRtcp(RtpStream stream, List<RtcpPacket> compound) {
        try {
            wire.test(srtp.protectRtcp((int) stream.ssrc(), Rtcp.encode(compound)));
        } catch (GeneralSecurityException e) {
            LOG.atError().setCause(e).addKeyValue("ssrc", stream.ssrc()).log("RTCP packet could not be protected");
        }
    }

    /** What was sent so far; see {@link WebRtcStats}. */
    record Counters(long packets, long bytes, long audioBytes, long retransmissions, long nacksUnanswered) {
        static final Counters ZERO = new Counters(0, 0, 0, 0, 0);
    }

    synchronized Counters counters() {
        return new Counters(packets, bytes, audioBytes, retransmissions, nacksUnanswered);
    }
}

package vedette.webrtc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import vedette.rtp.NtpTime;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpHeaderExtension;
import vedette.rtp.RtpPacket;
import vedette.rtp.SenderStatistics;

/**
 * One sent RTP source: numbers its packets, ties their timestamps to wall time for sender reports (RFC 3550 §6.4.1) and
 * remembers them for NACK. Not thread-safe; {@link MediaSender} owns it.
 */
final class RtpStream {
    private final int payloadType;
    private final long ssrc;
    private final int clockRateHz;
    private final OptionalInt absSendTimeId;
    private final long timestampOffset;
    private final SenderStatistics statistics;
    private final PacketHistory history = new PacketHistory();
    private int sequenceNumber;
    private long lastTimestamp;
    private @Nullable Instant lastCapture;

    RtpStream(
            RemoteOffer.Section.Accepted section,
            long ssrc,
            String cname,
            RandomGenerator random) {
        payloadType = section.codec().map().payloadType();
        clockRateHz = section.codec().map().clockRateHz();
        absSendTimeId = section.absSendTimeId();
        this.ssrc = ssrc;
        statistics = new SenderStatistics(ssrc, cname);
        timestampOffset = random.nextInt() & 0xFFFF_FFFFL;
        // Below 2^15: a receiver that misses the first packets still guesses the rollover counter (RFC 3711 §3.3.1).
        sequenceNumber = random.nextInt(1, 1 << 15);
    }

    long ssrc() {
        return ssrc;
    }

    int clockRateHz() {
        return clockRateHz;
    }

    PacketHistory history() {
        return history;
    }

    /**
     * The next packet.
     *
     * @param mediaTime in this stream's clock
     * @param capture wall time of the same instant
     * @param nowNanos monotonic time of sending, for the receiver's bandwidth estimate
     */
    RtpPacket next(byte[] payload, boolean marker, long mediaTime, Instant capture, long nowNanos) {
        long timestamp = mediaTime + timestampOffset & 0xFFFF_FFFFL;
        RtpPacket packet = RtpPacket.of(payloadType, marker, sequenceNumber, timestamp, ssrc, payload);
        if (absSendTimeId.isPresent()) {
            packet = packet.withExtension(absSendTime(absSendTimeId.getAsInt(), nowNanos));
        }
        sequenceNumber = sequenceNumber + 1 & 0xFFFF;
        lastTimestamp = timestamp;
        lastCapture = capture;
        statistics.onRtp(packet);
        return packet;
    }

    /** 24 bits of seconds in 6.18 fixed point (webrtc.org, abs-send-time). */
    private static RtpHeaderExtension absSendTime(int id, long nowNanos) {
        long micros = Math.floorMod(nowNanos / 1000, 64_000_000L);
        long value = (micros << 18) / 1_000_000;
        byte[] bytes = {(byte) (value >> 16), (byte) (value >> 8), (byte) value};
        return RtpHeaderExtension.oneByte(List.of(new RtpHeaderExtension.Element(id, bytes)));
    }

    /** SR and SDES, once anything was sent; the RTP time is extrapolated from the last capture to {@code now}. */
    Optional<List<RtcpPacket>> report(Instant now) {
        Instant capture = lastCapture;
        if (capture == null) {
            return Optional.empty();
        }
        long elapsed = Duration.between(capture, now).toMillis() * clockRateHz / 1000;
        return Optional.of(statistics.report(now, lastTimestamp + elapsed));
    }

    List<RtcpPacket> goodbye() {
        return statistics.goodbye();
    }

    /** Round trip by a report block about this stream (RFC 3550 §6.4.1), ms; negative if it names no report of ours. */
    static double roundTripMillis(RtcpPacket.ReportBlock block, Instant now) {
        if (block.lastSenderReport() == 0) {
            return -1;
        }
        long delta = NtpTime.middle(NtpTime.of(now)) - block.lastSenderReport() - block.delaySinceLastSenderReport()
                & 0xFFFF_FFFFL;
        // Clock steps make nonsense of it; more than 30 s is none.
        return delta > 30 << 16 ? -1 : delta * 1000.0 / 65_536;
    }
}

package vedette.rtp;

import vedette.rtp.RtcpPacket.ReportBlock;

/**
 * Reception statistics of one RTP source for report blocks (RFC 3550 §6.4.1, §A.3, §A.8). Times are monotonic
 * nanoseconds. Not thread-safe.
 */
public final class ReceiverStatistics {
    private static final int CUMULATIVE_LOST_MAX = 0x7F_FFFF;

    private final long ssrc;
    private final int clockRateHz;
    private final SequenceExtender sequence = new SequenceExtender();
    private long baseSequence = -1;
    private long received;
    private long bytes;
    private long expectedPrior;
    private long receivedPrior;
    private long lastTransit;
    private double jitter;
    private long lastSenderReport;
    private long senderReportNanos;

    /**
     * @param ssrc the source
     * @param clockRateHz clock rate of its payload type
     */
    public ReceiverStatistics(long ssrc, int clockRateHz) {
        this.ssrc = ssrc;
        this.clockRateHz = clockRateHz;
    }

    /** Counts a packet of the source. */
    public void onRtp(RtpPacket packet, long arrivalNanos) {
        long extended = sequence.extend(packet.sequenceNumber());
        long arrival = arrivalNanos / 1000 * clockRateHz / 1_000_000;
        long transit = (int) (arrival - packet.timestamp());
        if (baseSequence < 0) {
            baseSequence = extended;
        } else {
            jitter += (Math.abs((int) (transit - lastTransit)) - jitter) / 16;
        }
        lastTransit = transit;
        received++;
        bytes += packet.payload().length;
    }

    /** Notes a sender report of the source, for the round trip fields of the next report. */
    public void onSenderReport(RtcpPacket.SenderReport report, long arrivalNanos) {
        lastSenderReport = NtpTime.middle(report.ntpTimestamp());
        senderReportNanos = arrivalNanos;
    }

    /** The report block for now; starts a new interval of fraction lost. */
    public ReportBlock report(long nowNanos) {
        long expected = expected();
        long expectedInterval = expected - expectedPrior;
        long lostInterval = expectedInterval - (received - receivedPrior);
        expectedPrior = expected;
        receivedPrior = received;
        int fraction = expectedInterval <= 0 || lostInterval <= 0
                ? 0
                : (int) Math.min(255, (lostInterval << 8) / expectedInterval);
        long delay = lastSenderReport == 0 ? 0 : (nowNanos - senderReportNanos) / 1000 * 65_536 / 1_000_000;
        return new ReportBlock(
                ssrc,
                fraction,
                Math.clamp(lost(), -CUMULATIVE_LOST_MAX - 1, CUMULATIVE_LOST_MAX),
                // The first cycle of the extender is 1, of the wire 0.
                baseSequence < 0 ? 0 : sequence.highest() - 0x1_0000L & 0xFFFF_FFFFL,
                (long) jitter & 0xFFFF_FFFFL,
                lastSenderReport,
                delay & 0xFFFF_FFFFL);
    }

    private long expected() {
        return baseSequence < 0 ? 0 : sequence.highest() - baseSequence + 1;
    }

    /** Packets received. */
    public long received() {
        return received;
    }

    /** Payload bytes received. */
    public long bytes() {
        return bytes;
    }

    /** Packets lost since the beginning; negative if duplicates outweigh losses. */
    public long lost() {
        return expected() - received;
    }

    /** Interarrival jitter in timestamp units. */
    public double jitter() {
        return jitter;
    }
}

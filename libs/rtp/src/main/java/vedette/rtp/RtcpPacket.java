package vedette.rtp;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One packet of an RTCP compound (RFC 3550 §6, RFC 4585 §6, RFC 5104 §4.3). SSRCs and RTP timestamps are unsigned 32
 * bits in a long. Immutable; byte arrays by agreement.
 */
public sealed interface RtcpPacket {
    /**
     * Reception of one source, as told by a receiver (RFC 3550 §6.4.1).
     *
     * @param ssrc the source reported on
     * @param fractionLost 0..255, lost packets since the last report in 1/256
     * @param cumulativeLost signed 24 bits, packets lost since the beginning
     * @param highestSequence extended highest sequence number, 32 bits
     * @param jitter interarrival jitter in timestamp units
     * @param lastSenderReport middle 32 bits of the last SR's NTP timestamp, or 0
     * @param delaySinceLastSenderReport in 1/65,536 s, or 0
     */
    record ReportBlock(
            long ssrc,
            int fractionLost,
            int cumulativeLost,
            long highestSequence,
            long jitter,
            long lastSenderReport,
            long delaySinceLastSenderReport) {}

    /**
     * SR (RFC 3550 §6.4.1).
     *
     * @param ntpTimestamp wall time as 32.32 fixed point seconds since 1900
     * @param rtpTimestamp the same instant in RTP time
     */
    record SenderReport(
            long ssrc,
            long ntpTimestamp,
            long rtpTimestamp,
            long packetCount,
            long octetCount,
            List<ReportBlock> blocks)
            implements RtcpPacket {
        /** Copies the list. */
        public SenderReport {
            blocks = List.copyOf(blocks);
        }
    }

    /** RR (RFC 3550 §6.4.2). */
    record ReceiverReport(long ssrc, List<ReportBlock> blocks) implements RtcpPacket {
        /** Copies the list. */
        public ReceiverReport {
            blocks = List.copyOf(blocks);
        }
    }

    /** SDES with the CNAME of each chunk (RFC 3550 §6.5); other items are skipped. */
    record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
        /** One source and its canonical name, empty if absent. */
        public record Chunk(long ssrc, String cname) {}

        /** Copies the list. */
        public SourceDescription {
            chunks = List.copyOf(chunks);
        }
    }

    /** BYE (RFC 3550 §6.6). */
    record Bye(List<Long> ssrcs, @Nullable String reason) implements RtcpPacket {
        /** Copies the list. */
        public Bye {
            ssrcs = List.copyOf(ssrcs);
        }
    }

    /** Generic NACK (RFC 4585 §6.2.1): sequence numbers that the receiver misses, in the order of the packet. */
    record GenericNack(long senderSsrc, long mediaSsrc, List<Integer> sequenceNumbers) implements RtcpPacket {
        /** Copies the list. */
        public GenericNack {
            sequenceNumbers = List.copyOf(sequenceNumbers);
        }
    }

    /** PLI (RFC 4585 §6.3.1): the receiver needs a new intra picture. */
    record PictureLossIndication(long senderSsrc, long mediaSsrc) implements RtcpPacket {}

    /** FIR (RFC 5104 §4.3.1): a command to send an intra picture. */
    record FullIntraRequest(long senderSsrc, List<Entry> entries) implements RtcpPacket {
        /** The source that is asked and the command's sequence number, 0..255. */
        public record Entry(long ssrc, int sequenceNumber) {}

        /** Copies the list. */
        public FullIntraRequest {
            entries = List.copyOf(entries);
        }
    }

    /** REMB (draft-alvestrand-rmcat-remb-03 §2.2): the receiver's estimate of the bandwidth. */
    record ReceiverEstimatedBandwidth(long senderSsrc, long bitrateBps, List<Long> ssrcs) implements RtcpPacket {
        /** Copies the list. */
        public ReceiverEstimatedBandwidth {
            ssrcs = List.copyOf(ssrcs);
        }
    }

    /**
     * Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
     *
     * @param feedbackCount 0..255, counts feedback packets
     * @param arrivals one entry per transport-wide sequence number, in order
     */
    record TransportFeedback(long senderSsrc, long mediaSsrc, int feedbackCount, List<Arrival> arrivals)
            implements RtcpPacket {
        /** {@link Arrival#arrivalMicros} of a packet that did not arrive. */
        public static final long NOT_RECEIVED = Long.MIN_VALUE;

        /**
         * One packet's fate.
         *
         * @param sequenceNumber transport-wide sequence number, 0..65535
         * @param arrivalMicros arrival on the receiver's clock in µs (multiples of 250), or {@link #NOT_RECEIVED}
         */
        public record Arrival(int sequenceNumber, long arrivalMicros) {
            /** Whether the packet arrived. */
            public boolean received() {
                return arrivalMicros != NOT_RECEIVED;
            }
        }

        /** Copies the list. */
        public TransportFeedback {
            arrivals = List.copyOf(arrivals);
        }
    }

    /**
     * A packet of a type or format that is not known here.
     *
     * @param packetType 0..255
     * @param count the five bits after version and padding
     * @param body everything after the first word
     */
    record Unknown(int packetType, int count, byte[] body) implements RtcpPacket {
        /** Whether all fields and bytes are equal. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Unknown(var otherType, var otherCount, var otherBody)
                    && packetType == otherType
                    && count == otherCount
                    && Arrays.equals(body, otherBody);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(body) * 31 + packetType;
        }
    }
}

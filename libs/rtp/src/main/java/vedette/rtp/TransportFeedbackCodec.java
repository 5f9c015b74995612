package vedette.rtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import vedette.rtp.RtcpPacket.TransportFeedback;
import vedette.rtp.RtcpPacket.TransportFeedback.Arrival;

/** Body of transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1). */
final class TransportFeedbackCodec {
    /** Unit of the reference time. */
    private static final long REFERENCE_MICROS = 64_000;
    /** Unit of a receive delta. */
    private static final long DELTA_MICROS = 250;

    private static final int NOT_RECEIVED = 0;
    private static final int SMALL_DELTA = 1;
    private static final int LARGE_DELTA = 2;

    private TransportFeedbackCodec() {}

    static TransportFeedback parse(ByteBuffer in) throws RtpParseException {
        long sender = in.getInt() & 0xFFFF_FFFFL;
        long media = in.getInt() & 0xFFFF_FFFFL;
        int base = in.getShort() & 0xFFFF;
        int count = in.getShort() & 0xFFFF;
        int word = in.getInt();
        var symbols = new byte[count];
        int known = 0;
        while (known < count) {
            int chunk = in.getShort() & 0xFFFF;
            if (chunk >> 15 == 0) {
                int run = Math.min(chunk & 0x1FFF, count - known);
                java.util.Arrays.fill(symbols, known, known + run, (byte) (chunk >> 13 & 3));
                known += run;
                if (run == 0) {
                    throw new RtpParseException(
                            "transport feedback: run of 1 or more packets expected, found 0", in.position());
                }
            } else {
                int bits = (chunk & 0x4000) == 0 ? 1 : 2;
                for (int i = 0; i < 14 / bits && known < count; i++) {
                    symbols[known++] = (byte) (chunk >> 14 - bits * (i + 1) & (1 << bits) - 1);
                }
            }
        }
        // The reference time is a signed 24 bit number.
        long micros = (word >> 8) * REFERENCE_MICROS;
        var arrivals = new ArrayList<Arrival>(count);
        for (int i = 0; i < count; i++) {
            int number = base + i & 0xFFFF;
            switch (symbols[i]) {
                case SMALL_DELTA -> micros += (in.get() & 0xFF) * DELTA_MICROS;
                case LARGE_DELTA -> micros += in.getShort() * DELTA_MICROS;
                default -> {
                    arrivals.add(new Arrival(number, TransportFeedback.NOT_RECEIVED));
                    continue;
                }
            }
            arrivals.add(new Arrival(number, micros));
        }
        return new TransportFeedback(sender, media, word & 0xFF, arrivals);
    }

    /** Writes the body; all statuses go into two bit vectors, which every receiver understands. */
    static byte[] encode(TransportFeedback feedback) {
        var arrivals = feedback.arrivals();
        int count = arrivals.size();
        var out = ByteBuffer.allocate(16 + (count + 6) / 7 * 2 + count * 2);
        long reference = arrivals.stream()
                .filter(Arrival::received)
                .findFirst()
                .map(a -> Math.floorDiv(a.arrivalMicros(), REFERENCE_MICROS))
                .orElse(0L);
        out.putInt((int) feedback.senderSsrc()).putInt((int) feedback.mediaSsrc());
        out.putShort((short) (count == 0 ? 0 : arrivals.getFirst().sequenceNumber()))
                .putShort((short) count);
        out.putInt((int) reference << 8 | feedback.feedbackCount() & 0xFF);
        var deltas = new long[count];
        long micros = reference * REFERENCE_MICROS;
        int chunk = 0xC000;
        for (int i = 0; i < count; i++) {
            int symbol = NOT_RECEIVED;
            if (arrivals.get(i).received()) {
                deltas[i] = Math.floorDiv(arrivals.get(i).arrivalMicros() - micros, DELTA_MICROS);
                micros += deltas[i] * DELTA_MICROS;
                symbol = deltas[i] >= 0 && deltas[i] <= 0xFF ? SMALL_DELTA : LARGE_DELTA;
            }
            chunk |= symbol << 12 - i % 7 * 2;
            if (i % 7 == 6 || i == count - 1) {
                out.putShort((short) chunk);
                chunk = 0xC000;
            }
        }
        for (int i = 0; i < count; i++) {
            if (!arrivals.get(i).received()) {
                continue;
            }
            if (deltas[i] >= 0 && deltas[i] <= 0xFF) {
                out.put((byte) deltas[i]);
            } else if (deltas[i] >= Short.MIN_VALUE && deltas[i] <= Short.MAX_VALUE) {
                out.putShort((short) deltas[i]);
            } else {
                throw new IllegalArgumentException(
                        "arrivals at most 8 s apart expected, found " + deltas[i] * DELTA_MICROS + " us");
            }
        }
        return java.util.Arrays.copyOf(out.array(), out.position());
    }
}

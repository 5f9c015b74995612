package vedette.rtp.h264;

import java.util.Arrays;

/** Reads the bits of a NAL unit's payload after removal of emulation prevention bytes (ITU-T H.264 §7.4.1, §9.1). */
public final class RbspReader {
    private final byte[] bytes;
    private int bit;

    /** @param nalUnit NAL unit with its one byte header, which is skipped */
    RbspReader(byte[] nalUnit) {
        this(nalUnit, 1);
    }

    /**
     * A reader behind the header.
     *
     * @param headerBytes bytes of the NAL unit's header, which are skipped: 1 in H.264, 2 in H.265
     */
    public RbspReader(byte[] nalUnit, int headerBytes) {
        var out = new byte[nalUnit.length];
        int length = 0;
        int zeros = 0;
        for (int i = headerBytes; i < nalUnit.length; i++) {
            byte b = nalUnit[i];
            if (zeros >= 2 && b == 3) {
                zeros = 0;
                continue;
            }
            zeros = b == 0 ? zeros + 1 : 0;
            out[length++] = b;
        }
        bytes = Arrays.copyOf(out, length);
    }

    /** u(1). */
    public boolean flag() throws H264ParseException {
        return u(1) == 1;
    }

    /** u(n), 0 to 32 bits. */
    public long u(int bits) throws H264ParseException {
        if (bit + bits > bytes.length * 8) {
            throw new H264ParseException("parameter set ends after " + bytes.length + " bytes, " + bits
                    + " more bits expected at bit " + bit);
        }
        long value = 0;
        for (int i = 0; i < bits; i++, bit++) {
            value = value << 1 | (bytes[bit >> 3] >> (7 - (bit & 7)) & 1);
        }
        return value;
    }

    /** ue(v) (ITU-T H.264 §9.1), with an upper bound. */
    public int ue(String name, long max) throws H264ParseException {
        int zeros = 0;
        while (!flag()) {
            if (++zeros > 31) {
                throw new H264ParseException(name + ": Exp-Golomb code longer than 32 bits at bit " + bit);
            }
        }
        long value = (1L << zeros) - 1 + u(zeros);
        if (value > max) {
            throw new H264ParseException(name + ": 0.." + max + " expected, found " + value);
        }
        return (int) value;
    }

    /** se(v) (ITU-T H.264 §9.1.1). */
    public int se(String name) throws H264ParseException {
        int code = ue(name, Integer.MAX_VALUE - 1);
        return (code & 1) == 1 ? (code >> 1) + 1 : -(code >> 1);
    }

    /** Skips bits. */
    public void skip(int bits) throws H264ParseException {
        if (bit + (long) bits > bytes.length * 8L) {
            throw new H264ParseException("parameter set ends after " + bytes.length + " bytes, " + bits
                    + " more bits expected at bit " + bit);
        }
        bit += bits;
    }
}

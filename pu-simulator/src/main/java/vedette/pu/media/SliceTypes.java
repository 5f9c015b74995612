package vedette.pu.media;

import vedette.rtp.h264.NalUnits;

/** The first fields of a slice header (ITU-T H.264 §7.3.3). */
final class SliceTypes {

    /** slice_type 1 and 6 (ITU-T H.264 table 7-6). */
    private static final int B = 1;

    private SliceTypes() {}

    /** Whether a NAL unit is a B slice; never throws. */
    static boolean isB(byte[] nalUnit) {
        if (!NalUnits.isSlice(nalUnit)) {
            return false;
        }
        // first_mb_in_slice and slice_type lie within the first eight bytes; emulation prevention cannot occur there
        // unless first_mb_in_slice is huge.
        int[] position = {8};
        long firstMb = expGolomb(nalUnit, position);
        long type = expGolomb(nalUnit, position);
        return firstMb >= 0 && type >= 0 && type % 5 == B;
    }

    /** ue(v) of ITU-T H.264 §9.1, or -1 at the end. */
    private static long expGolomb(byte[] bytes, int[] position) {
        int zeros = 0;
        while (bit(bytes, position) == 0) {
            if (++zeros > 31) {
                return -1;
            }
        }
        long value = 1;
        for (int i = 0; i < zeros; i++) {
            value = value << 1 | Math.max(0, bit(bytes, position));
        }
        return position[0] > 8 * bytes.length ? -1 : value - 1;
    }

    /** The next bit; 1 behind the end, so that counting zeros stops. */
    private static int bit(byte[] bytes, int[] position) {
        int at = position[0]++;
        return at >= 8 * bytes.length ? 1 : bytes[at >> 3] >> (7 - (at & 7)) & 1;
    }
}

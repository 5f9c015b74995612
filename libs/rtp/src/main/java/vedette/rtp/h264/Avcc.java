package vedette.rtp.h264;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The length-prefixed sample format of MP4 (ISO/IEC 14496-15 §5.3.3). */
public final class Avcc {
    private Avcc() {}

    /**
     * The NAL units of a sample; empty units are skipped.
     *
     * @param lengthSize bytes of each length, 1, 2 or 4, from the decoder configuration record
     * @throws H264ParseException if a length points behind the end
     */
    public static List<byte[]> split(byte[] sample, int lengthSize) throws H264ParseException {
        if (lengthSize != 1 && lengthSize != 2 && lengthSize != 4) {
            throw new IllegalArgumentException("length size 1, 2 or 4 expected, found " + lengthSize);
        }
        var units = new ArrayList<byte[]>();
        int i = 0;
        while (i < sample.length) {
            if (i + lengthSize > sample.length) {
                throw new H264ParseException("NAL unit length of " + lengthSize + " bytes expected at byte " + i
                        + ", found " + (sample.length - i));
            }
            long length = 0;
            for (int k = 0; k < lengthSize; k++) {
                length = length << 8 | sample[i + k] & 0xFF;
            }
            i += lengthSize;
            if (length > sample.length - i) {
                throw new H264ParseException(
                        "NAL unit of " + length + " bytes announced at byte " + i + ", found " + (sample.length - i));
            }
            if (length > 0) {
                units.add(Arrays.copyOfRange(sample, i, i + (int) length));
            }
            i += (int) length;
        }
        return units;
    }

    /** A sample of these NAL units with four byte lengths. */
    public static byte[] join(List<byte[]> nalUnits) {
        var out = ByteBuffer.allocate(
                nalUnits.stream().mapToInt(n -> n.length + 4).sum());
        for (var unit : nalUnits) {
            out.putInt(unit.length).put(unit);
        }
        return out.array();
    }
}

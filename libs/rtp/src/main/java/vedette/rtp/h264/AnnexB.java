package vedette.rtp.h264;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The byte stream format with start codes (ITU-T H.264 annex B). */
public final class AnnexB {
    private static final byte[] START_CODE = {0, 0, 0, 1};

    private AnnexB() {}

    /**
     * The NAL units of a byte stream; bytes before the first start code are ignored, trailing zero bytes are removed.
     * Never throws.
     */
    public static List<byte[]> split(byte[] stream) {
        var units = new ArrayList<byte[]>();
        int start = -1;
        int i = 0;
        while (i + 2 < stream.length) {
            if (stream[i + 2] > 1 || stream[i + 2] < 0) {
                i += 3;
            } else if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
                add(units, stream, start, i);
                start = i + 3;
                i += 3;
            } else {
                i++;
            }
        }
        add(units, stream, start, stream.length);
        return units;
    }

    private static void add(List<byte[]> units, byte[] stream, int start, int end) {
        if (start < 0) {
            return;
        }
        int stop = end;
        while (stop > start && stream[stop - 1] == 0) {
            stop--;
        }
        if (stop > start) {
            units.add(Arrays.copyOfRange(stream, start, stop));
        }
    }

    /** A byte stream of these NAL units, each after a four byte start code. */
    public static byte[] join(List<byte[]> nalUnits) {
        var out = new ByteArrayOutputStream(
                nalUnits.stream().mapToInt(n -> n.length + 4).sum());
        for (var unit : nalUnits) {
            out.writeBytes(START_CODE);
            out.writeBytes(unit);
        }
        return out.toByteArray();
    }

    /**
     * Groups the NAL units of a stream into pictures (ITU-T H.264 §7.4.1.2.3): a new one starts at the first parameter
     * set, SEI, delimiter (types 6..9, 14..18) or first slice after a slice. A last group without a slice is kept.
     */
    public static List<List<byte[]>> pictures(List<byte[]> nalUnits) {
        var pictures = new ArrayList<List<byte[]>>();
        var current = new ArrayList<byte[]>();
        boolean hasSlice = false;
        for (var unit : nalUnits) {
            int type = NalUnits.type(unit);
            boolean opens = type >= NalUnits.SEI && type <= NalUnits.AUD || type >= 14 && type <= 18;
            if (hasSlice && (opens || NalUnits.isFirstSliceOfPicture(unit))) {
                pictures.add(List.copyOf(current));
                current.clear();
                hasSlice = false;
            }
            current.add(unit);
            hasSlice |= NalUnits.isSlice(unit);
        }
        if (!current.isEmpty()) {
            pictures.add(List.copyOf(current));
        }
        return pictures;
    }

    /**
     * The access units of a whole stream without reordering, at a constant picture rate from pts 0.
     *
     * @param ticks90k duration of a picture in units of 1/90,000 s
     */
    public static List<AccessUnit> accessUnits(byte[] stream, int ticks90k) {
        var units = new ArrayList<AccessUnit>();
        for (var picture : pictures(split(stream))) {
            units.add(AccessUnit.of((long) units.size() * ticks90k, picture));
        }
        return units;
    }
}

package vedette.rtp.h265;

import java.util.ArrayList;
import java.util.List;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.AnnexB;

/** Names and predicates for NAL units (ITU-T H.265 §7.4.2.2, table 7-1). A NAL unit is a byte array without start code. */
public final class H265NalUnits {
    /** First of the intra random access point types: BLA_W_LP. */
    public static final int IRAP_FIRST = 16;
    /** Last of the reserved intra random access point types. */
    public static final int IRAP_LAST = 23;
    /** Instantaneous decoding refresh with leading pictures. */
    public static final int IDR_W_RADL = 19;
    /** Instantaneous decoding refresh without leading pictures. */
    public static final int IDR_N_LP = 20;
    /** Video parameter set. */
    public static final int VPS = 32;
    /** Sequence parameter set. */
    public static final int SPS = 33;
    /** Picture parameter set. */
    public static final int PPS = 34;
    /** Access unit delimiter. */
    public static final int AUD = 35;
    /** Supplemental enhancement information before the picture. */
    public static final int SEI_PREFIX = 39;

    private static final int VCL_LAST = 31;

    private H265NalUnits() {}

    /** nal_unit_type, 0..63; -1 for an array that is too short to have one. */
    public static int type(byte[] nalUnit) {
        return nalUnit.length < 2 ? -1 : nalUnit[0] >> 1 & 0x3F;
    }

    /** Whether this NAL unit carries slice data. */
    public static boolean isSlice(byte[] nalUnit) {
        int type = type(nalUnit);
        return type >= 0 && type <= VCL_LAST;
    }

    /** Whether decoding may start at a picture with a NAL unit of this type. */
    public static boolean isRandomAccess(int type) {
        return type >= IRAP_FIRST && type <= IRAP_LAST;
    }

    /** Whether this slice is the first of its picture (first_slice_segment_in_pic_flag). */
    public static boolean isFirstSliceOfPicture(byte[] nalUnit) {
        return isSlice(nalUnit) && nalUnit.length > 2 && (nalUnit[2] & 0x80) != 0;
    }

    /** Whether decoding may start at this access unit. */
    public static boolean isRandomAccess(List<byte[]> nalUnits) {
        return nalUnits.stream().anyMatch(n -> isRandomAccess(type(n)));
    }

    /**
     * The access units of a byte stream (annex B) in decoding order, at a constant picture rate from pts 0 and without
     * regard to reordering.
     *
     * @param ticks90k duration of a picture in units of 1/90,000 s
     */
    public static List<AccessUnit> accessUnits(byte[] stream, int ticks90k) {
        var units = new ArrayList<AccessUnit>();
        var current = new ArrayList<byte[]>();
        boolean slice = false;
        for (var nalUnit : AnnexB.split(stream)) {
            int type = type(nalUnit);
            boolean opens = type >= VPS && type <= SEI_PREFIX && type != 36 && type != 37 && type != 38;
            if (slice && (opens || isFirstSliceOfPicture(nalUnit))) {
                units.add(new AccessUnit((long) units.size() * ticks90k, isRandomAccess(current), current));
                current.clear();
                slice = false;
            }
            current.add(nalUnit);
            slice |= isSlice(nalUnit);
        }
        if (slice) {
            units.add(new AccessUnit((long) units.size() * ticks90k, isRandomAccess(current), current));
        }
        return units;
    }
}

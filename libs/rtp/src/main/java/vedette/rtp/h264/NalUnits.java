package vedette.rtp.h264;

/** Names and predicates for NAL units (ITU-T H.264 §7.4.1, table 7-1). A NAL unit is a byte array without start code. */
public final class NalUnits {
    /** Coded slice of a non-IDR picture. */
    public static final int SLICE = 1;
    /** Coded slice of an IDR picture. */
    public static final int IDR = 5;
    /** Supplemental enhancement information. */
    public static final int SEI = 6;
    /** Sequence parameter set. */
    public static final int SPS = 7;
    /** Picture parameter set. */
    public static final int PPS = 8;
    /** Access unit delimiter. */
    public static final int AUD = 9;
    /** Filler data. */
    public static final int FILLER = 12;

    private NalUnits() {}

    /** nal_unit_type, 0..31; 0 for an empty array. */
    public static int type(byte[] nalUnit) {
        return nalUnit.length == 0 ? 0 : nalUnit[0] & 0x1F;
    }

    /** nal_ref_idc, 0..3; 0 for an empty array. */
    public static int refIdc(byte[] nalUnit) {
        return nalUnit.length == 0 ? 0 : (nalUnit[0] >> 5) & 0x03;
    }

    /** Whether this NAL unit carries slice data, types 1..5. */
    public static boolean isSlice(byte[] nalUnit) {
        int type = type(nalUnit);
        return type >= SLICE && type <= IDR;
    }

    /**
     * Whether this slice is the first of its picture: first_mb_in_slice is 0, written as the single bit 1
     * (ITU-T H.264 §7.3.3, §9.1). Arbitrary slice order is not considered.
     */
    public static boolean isFirstSliceOfPicture(byte[] nalUnit) {
        return isSlice(nalUnit) && nalUnit.length > 1 && (nalUnit[1] & 0x80) != 0;
    }
}

package vedette.rtp.h264;

import java.util.HexFormat;
import java.util.OptionalInt;

/**
 * What transport needs of a sequence parameter set (ITU-T H.264 §7.3.2.1.1, annex E).
 *
 * @param profileIdc profile_idc: 66 baseline, 77 main, 100 high …
 * @param constraints the byte of constraint_set flags after profile_idc
 * @param levelIdc level_idc, ten times the level (except level 1b)
 * @param id seq_parameter_set_id, 0..31
 * @param width picture width after cropping, in luma samples
 * @param height picture height after cropping, in luma samples
 * @param picOrderCntType pic_order_cnt_type, 0..2; type 2 means output order = decoding order
 * @param maxNumRefFrames max_num_ref_frames
 * @param frameMbsOnly whether the stream is progressive
 * @param maxNumReorderFrames max_num_reorder_frames of the VUI, if present
 * @param ticksPerFrame frame duration as timing information: {@code 2 * num_units_in_tick} of the VUI, or 0
 * @param timeScale time_scale of the VUI, ticks per second, or 0
 * @param chromaFormatIdc chroma_format_idc: 1 is 4:2:0; inferred 1 for profiles that do not say
 * @param bitDepthLuma bits of a luma sample, 8..14
 * @param bitDepthChroma bits of a chroma sample, 8..14
 */
public record SequenceParameterSet(
        int profileIdc,
        int constraints,
        int levelIdc,
        int id,
        int width,
        int height,
        int picOrderCntType,
        int maxNumRefFrames,
        boolean frameMbsOnly,
        OptionalInt maxNumReorderFrames,
        long ticksPerFrame,
        long timeScale,
        int chromaFormatIdc,
        int bitDepthLuma,
        int bitDepthChroma) {
    private static final int MACROBLOCKS_PER_SIDE_MAX = 1024;

    /**
     * Parses a NAL unit of type 7.
     *
     * @throws H264ParseException if it is not a sequence parameter set, is truncated or has values out of range
     */
    public static SequenceParameterSet parse(byte[] nalUnit) throws H264ParseException {
        if (NalUnits.type(nalUnit) != NalUnits.SPS) {
            throw new H264ParseException("SPS (NAL unit type 7) expected, found type " + NalUnits.type(nalUnit));
        }
        return SpsParser.parse(new RbspReader(nalUnit), MACROBLOCKS_PER_SIDE_MAX);
    }

    /** profile-level-id of RFC 6184 §8.1: six hexadecimal digits, lower case. */
    public String profileLevelId() {
        return HexFormat.of().toHexDigits(profileIdc << 16 | constraints << 8 | levelIdc, 6);
    }

    /** The codecs parameter of RFC 6381 §3.3, for example {@code avc1.42c01f}. */
    public String rfc6381Codec() {
        return "avc1." + profileLevelId();
    }

    /**
     * Whether pictures may have to be shown in another order than they are sent (B-frames), which browsers' WebRTC
     * does not do. False if the VUI says max_num_reorder_frames 0, if pic_order_cnt_type is 2 or if the profile is
     * (constrained) baseline or intra only; without these facts true, as annex E.2.1 infers the decoder's whole buffer.
     */
    public boolean reordersFrames() {
        if (maxNumReorderFrames.isPresent()) {
            return maxNumReorderFrames.getAsInt() > 0;
        }
        if (picOrderCntType == 2 || profileIdc == 66 || maxNumRefFrames == 0) {
            return false;
        }
        boolean intraOnly = (constraints & 0x10) != 0
                && (profileIdc == 44
                        || profileIdc == 86
                        || profileIdc == 100
                        || profileIdc == 110
                        || profileIdc == 122
                        || profileIdc == 244);
        return !intraOnly;
    }

    /**
     * Most pictures that may come before another one in decoding order and after it in output order: what the VUI says,
     * 0 for streams that do not reorder, else what the decoder's buffer allows for level and size (ITU-T H.264 §A.3.1
     * MaxDpbFrames), as annex E.2.1 infers.
     */
    public int reorderFramesMax() {
        if (!reordersFrames()) {
            return 0;
        }
        if (maxNumReorderFrames.isPresent()) {
            return maxNumReorderFrames.getAsInt();
        }
        int macroblocks = Math.max(1, ((width + 15) / 16) * ((height + 15) / 16));
        return Math.clamp(maxDpbMacroblocks() / macroblocks, 1, 16);
    }

    /** MaxDpbMbs of table A-1. */
    private int maxDpbMacroblocks() {
        return switch (levelIdc) {
            case 9, 10 -> 396;
            case 11 -> 900;
            case 12, 13, 20 -> 2_376;
            case 21 -> 4_752;
            case 22, 30 -> 8_100;
            case 31 -> 18_000;
            case 32 -> 20_480;
            case 40, 41 -> 32_768;
            case 42 -> 34_816;
            case 50 -> 110_400;
            default -> levelIdc < 50 ? 396 : 184_320;
        };
    }

    /** Frames per second by the VUI, or 0 if it does not say. */
    public double framesPerSecond() {
        return ticksPerFrame == 0 ? 0 : (double) timeScale / ticksPerFrame;
    }
}

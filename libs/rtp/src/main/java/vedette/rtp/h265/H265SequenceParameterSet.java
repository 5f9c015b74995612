package vedette.rtp.h265;

import java.util.HexFormat;
import java.util.Locale;
import vedette.rtp.h264.H264ParseException;
import vedette.rtp.h264.RbspReader;

/**
 * What transport needs of a sequence parameter set (ITU-T H.265 §7.3.2.2, §7.3.3).
 *
 * @param profileSpace general_profile_space, 0 in practice
 * @param highTier general_tier_flag
 * @param profileIdc general_profile_idc: 1 main, 2 main 10
 * @param compatibility the 32 general_profile_compatibility_flags, first flag in the highest bit
 * @param constraints the 48 bits of general constraint flags, first flag in bit 47
 * @param levelIdc general_level_idc, 30 times the level
 * @param temporalLayers sps_max_sub_layers_minus1 + 1
 * @param temporalNesting sps_temporal_id_nesting_flag
 * @param width picture width after cropping, in luma samples
 * @param height picture height after cropping, in luma samples
 * @param chromaFormatIdc chroma_format_idc: 1 is 4:2:0
 * @param bitDepthLuma bits of a luma sample
 * @param bitDepthChroma bits of a chroma sample
 * @param reorderFramesMax sps_max_num_reorder_pics of the highest sub-layer
 */
public record H265SequenceParameterSet(
        int profileSpace,
        boolean highTier,
        int profileIdc,
        long compatibility,
        long constraints,
        int levelIdc,
        int temporalLayers,
        boolean temporalNesting,
        int width,
        int height,
        int chromaFormatIdc,
        int bitDepthLuma,
        int bitDepthChroma,
        int reorderFramesMax) {
    private static final int SIDE_MAX = 16_384;

    /**
     * Parses a NAL unit of type 33.
     *
     * @throws H265ParseException if it is not a sequence parameter set, is truncated or has values out of range
     */
    public static H265SequenceParameterSet parse(byte[] nalUnit) throws H265ParseException {
        if (H265NalUnits.type(nalUnit) != H265NalUnits.SPS) {
            throw new H265ParseException("SPS (NAL unit type 33) expected, found type " + H265NalUnits.type(nalUnit));
        }
        try {
            return parse(new RbspReader(nalUnit, 2));
        } catch (H264ParseException e) {
            throw new H265ParseException("H.265 " + e.getMessage());
        }
    }

    private static H265SequenceParameterSet parse(RbspReader in) throws H264ParseException {
        in.skip(4);
        int subLayers = (int) in.u(3);
        boolean nesting = in.flag();
        int space = (int) in.u(2);
        boolean tier = in.flag();
        int profile = (int) in.u(5);
        long compatibility = in.u(32);
        long constraints = in.u(24) << 24 | in.u(24);
        int level = (int) in.u(8);
        skipSubLayers(in, subLayers);
        in.ue("sps_seq_parameter_set_id", 15);
        int chroma = in.ue("chroma_format_idc", 3);
        if (chroma == 3) {
            in.skip(1);
        }
        int width = in.ue("pic_width_in_luma_samples", SIDE_MAX);
        int height = in.ue("pic_height_in_luma_samples", SIDE_MAX);
        if (in.flag()) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = chroma == 1 ? 2 : 1;
            width -= unitX * (in.ue("conf_win_left_offset", SIDE_MAX) + in.ue("conf_win_right_offset", SIDE_MAX));
            height -= unitY * (in.ue("conf_win_top_offset", SIDE_MAX) + in.ue("conf_win_bottom_offset", SIDE_MAX));
        }
        if (width <= 0 || height <= 0) {
            throw new H264ParseException("cropping leaves a picture of " + width + "x" + height);
        }
        int luma = in.ue("bit_depth_luma_minus8", 8) + 8;
        int chromaBits = in.ue("bit_depth_chroma_minus8", 8) + 8;
        in.ue("log2_max_pic_order_cnt_lsb_minus4", 12);
        boolean allLayers = in.flag();
        int reorder = 0;
        for (int i = allLayers ? 0 : subLayers; i <= subLayers; i++) {
            in.ue("sps_max_dec_pic_buffering_minus1", 15);
            reorder = Math.max(reorder, in.ue("sps_max_num_reorder_pics", 15));
            in.ue("sps_max_latency_increase_plus1", Integer.MAX_VALUE);
        }
        return new H265SequenceParameterSet(
                space, tier, profile, compatibility, constraints, level, subLayers + 1, nesting, width, height, chroma,
                luma, chromaBits, reorder);
    }

    /** Profile and level of the sub-layers (§7.3.3), which transport does not need. */
    private static void skipSubLayers(RbspReader in, int subLayers) throws H264ParseException {
        var profilePresent = new boolean[8];
        var levelPresent = new boolean[8];
        for (int i = 0; i < subLayers; i++) {
            profilePresent[i] = in.flag();
            levelPresent[i] = in.flag();
        }
        if (subLayers > 0) {
            in.skip(2 * (8 - subLayers));
        }
        for (int i = 0; i < subLayers; i++) {
            in.skip((profilePresent[i] ? 88 : 0) + (levelPresent[i] ? 8 : 0));
        }
    }

    /** The codecs parameter of ISO/IEC 14496-15 §E.3, for example {@code hvc1.1.6.L93.B0}. */
    public String rfc6381Codec() {
        var text = new StringBuilder("hvc1.");
        if (profileSpace > 0) {
            text.append((char) ('A' + profileSpace - 1));
        }
        text.append(profileIdc)
                .append('.')
                .append(Integer.toHexString(Integer.reverse((int) compatibility)).toUpperCase(Locale.ROOT))
                .append('.')
                .append(highTier ? 'H' : 'L')
                .append(levelIdc);
        long rest = constraints;
        for (int i = 0; i < 6 && rest != 0; i++) {
            int next = (int) (rest >> 40) & 0xFF;
            text.append('.').append(HexFormat.of().withUpperCase().toHexDigits(next, 2));
            rest = rest << 8 & 0xFFFF_FFFF_FFFFL;
        }
        return text.toString();
    }
}

package vedette.rtp.h264;

import java.util.OptionalInt;
import java.util.Set;

/** The syntax of seq_parameter_set_data and vui_parameters (ITU-T H.264 §7.3.2.1.1, §E.1.1). */
final class SpsParser {
    private static final Set<Integer> HIGH_PROFILES =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);
    private static final int EXTENDED_SAR = 255;

    private final RbspReader in;
    private OptionalInt maxNumReorderFrames = OptionalInt.empty();
    private long ticksPerFrame;
    private long timeScale;
    private int bitDepthLuma = 8;
    private int bitDepthChroma = 8;
    private int chromaFormatIdc = 1;

    private SpsParser(RbspReader in) {
        this.in = in;
    }

    static SequenceParameterSet parse(RbspReader in, int macroblocksMax) throws H264ParseException {
        return new SpsParser(in).sps(macroblocksMax);
    }

    private SequenceParameterSet sps(int macroblocksMax) throws H264ParseException {
        int profile = (int) in.u(8);
        int constraints = (int) in.u(8);
        int level = (int) in.u(8);
        int id = in.ue("seq_parameter_set_id", 31);
        int chroma = HIGH_PROFILES.contains(profile) ? highProfileFields() : 1;
        in.ue("log2_max_frame_num_minus4", 12);
        int pocType = in.ue("pic_order_cnt_type", 2);
        pictureOrderCount(pocType);
        int refFrames = in.ue("max_num_ref_frames", 16);
        in.skip(1);
        int widthMbs = in.ue("pic_width_in_mbs_minus1", macroblocksMax - 1) + 1;
        int heightUnits = in.ue("pic_height_in_map_units_minus1", macroblocksMax - 1) + 1;
        boolean frameMbsOnly = in.flag();
        if (!frameMbsOnly) {
            in.skip(1);
        }
        in.skip(1);
        int fields = frameMbsOnly ? 1 : 2;
        int width = widthMbs * 16;
        int height = heightUnits * 16 * fields;
        if (in.flag()) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = (chroma == 1 ? 2 : 1) * fields;
            int crop = macroblocksMax * 16;
            width -= unitX * (in.ue("frame_crop_left_offset", crop) + in.ue("frame_crop_right_offset", crop));
            height -= unitY * (in.ue("frame_crop_top_offset", crop) + in.ue("frame_crop_bottom_offset", crop));
            if (width <= 0 || height <= 0) {
                throw new H264ParseException("cropping leaves a picture of " + width + "x" + height);
            }
        }
        if (in.flag()) {
            vui();
        }
        return new SequenceParameterSet(
                profile,
                constraints,
                level,
                id,
                width,
                height,
                pocType,
                refFrames,
                frameMbsOnly,
                maxNumReorderFrames,
                ticksPerFrame,
                timeScale,
                chromaFormatIdc,
                bitDepthLuma,
                bitDepthChroma);
    }

    private int highProfileFields() throws H264ParseException {
        int chroma = in.ue("chroma_format_idc", 3);
        chromaFormatIdc = chroma;
        if (chroma == 3 && in.flag()) {
            chroma = 0;
        }
        bitDepthLuma = in.ue("bit_depth_luma_minus8", 6) + 8;
        bitDepthChroma = in.ue("bit_depth_chroma_minus8", 6) + 8;
        in.skip(1);
        if (in.flag()) {
            for (int i = 0; i < (chroma == 3 ? 12 : 8); i++) {
                if (in.flag()) {
                    scalingList(i < 6 ? 16 : 64);
                }
            }
        }
        return chroma;
    }

    private void scalingList(int size) throws H264ParseException {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size; i++) {
            if (next != 0) {
                next = last + in.se("delta_scale") & 0xFF;
            }
            last = next == 0 ? last : next;
        }
    }

    private void pictureOrderCount(int type) throws H264ParseException {
        if (type == 0) {
            in.ue("log2_max_pic_order_cnt_lsb_minus4", 12);
        } else if (type == 1) {
            in.skip(1);
            in.se("offset_for_non_ref_pic");
            in.se("offset_for_top_to_bottom_field");
            int cycle = in.ue("num_ref_frames_in_pic_order_cnt_cycle", 255);
            for (int i = 0; i < cycle; i++) {
                in.se("offset_for_ref_frame");
            }
        }
    }

    private void vui() throws H264ParseException {
        if (in.flag() && in.u(8) == EXTENDED_SAR) {
            in.skip(32);
        }
        if (in.flag()) {
            in.skip(1);
        }
        if (in.flag()) {
            in.skip(4);
            if (in.flag()) {
                in.skip(24);
            }
        }
        if (in.flag()) {
            in.ue("chroma_sample_loc_type_top_field", 5);
            in.ue("chroma_sample_loc_type_bottom_field", 5);
        }
        if (in.flag()) {
            ticksPerFrame = in.u(32) * 2;
            timeScale = in.u(32);
            in.skip(1);
        }
        boolean nal = in.flag();
        if (nal) {
            hrd();
        }
        boolean vcl = in.flag();
        if (vcl) {
            hrd();
        }
        if (nal || vcl) {
            in.skip(1);
        }
        in.skip(1);
        if (in.flag()) {
            in.skip(1);
            in.ue("max_bytes_per_pic_denom", 16);
            in.ue("max_bits_per_mb_denom", 16);
            in.ue("log2_max_mv_length_horizontal", 32);
            in.ue("log2_max_mv_length_vertical", 32);
            maxNumReorderFrames = OptionalInt.of(in.ue("max_num_reorder_frames", 16));
        }
    }

    private void hrd() throws H264ParseException {
        int count = in.ue("cpb_cnt_minus1", 31) + 1;
        in.skip(8);
        for (int i = 0; i < count; i++) {
            in.ue("bit_rate_value_minus1", Integer.MAX_VALUE);
            in.ue("cpb_size_value_minus1", Integer.MAX_VALUE);
            in.skip(1);
        }
        in.skip(20);
    }
}

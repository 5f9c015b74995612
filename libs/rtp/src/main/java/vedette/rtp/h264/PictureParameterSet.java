package vedette.rtp.h264;

/**
 * The beginning of a picture parameter set (ITU-T H.264 §7.3.2.2).
 *
 * @param id pic_parameter_set_id, 0..255
 * @param sequenceParameterSetId the sequence parameter set it refers to, 0..31
 * @param cabac entropy_coding_mode_flag: CABAC if true, CAVLC if false
 */
public record PictureParameterSet(int id, int sequenceParameterSetId, boolean cabac) {
    /**
     * Parses a NAL unit of type 8.
     *
     * @throws H264ParseException if it is not a picture parameter set or is truncated
     */
    public static PictureParameterSet parse(byte[] nalUnit) throws H264ParseException {
        if (NalUnits.type(nalUnit) != NalUnits.PPS) {
            throw new H264ParseException("PPS (NAL unit type 8) expected, found type " + NalUnits.type(nalUnit));
        }
        var in = new RbspReader(nalUnit);
        return new PictureParameterSet(
                in.ue("pic_parameter_set_id", 255), in.ue("seq_parameter_set_id", 31), in.flag());
    }
}

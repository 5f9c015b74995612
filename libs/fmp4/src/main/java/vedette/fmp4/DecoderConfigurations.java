package vedette.fmp4;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import vedette.rtp.h265.H265NalUnits;

/** The decoder configuration records of sample entries (ISO/IEC 14496-15 §5.3.3, §8.3.3; ISO/IEC 14496-1 §7.2.6). */
final class DecoderConfigurations {
    /** Profiles whose record carries chroma format and bit depths. */
    private static final Set<Integer> EXTENDED_PROFILES = Set.of(100, 110, 122, 144, 244);

    private static final int SETS_MAX = 255;
    private static final int ES_DESCRIPTOR = 3;
    private static final int DECODER_CONFIG = 4;
    private static final int DECODER_SPECIFIC = 5;
    private static final int SL_CONFIG = 6;
    private static final int OBJECT_TYPE_AAC = 0x40;

    private DecoderConfigurations() {}

    static void avcC(BoxWriter out, TrackFormat.Avc avc) {
        var sps = avc.parameters();
        out.u8(1).u8(sps.profileIdc()).u8(sps.constraints()).u8(sps.levelIdc());
        out.u8(0xFC | 3).u8(0xE0 | avc.sps().size());
        avc.sps().forEach(n -> out.u16(n.length).raw(n));
        out.u8(avc.pps().size());
        avc.pps().forEach(n -> out.u16(n.length).raw(n));
        if (EXTENDED_PROFILES.contains(sps.profileIdc())) {
            out.u8(0xFC | sps.chromaFormatIdc())
                    .u8(0xF8 | sps.bitDepthLuma() - 8)
                    .u8(0xF8 | sps.bitDepthChroma() - 8)
                    .u8(0);
        }
    }

    static TrackFormat.Avc avcC(BoxReader in) throws Fmp4ParseException {
        in.expect("avcC version", in.u8(), 1);
        in.skip(3);
        int lengthSize = (in.u8() & 3) + 1;
        if (lengthSize != 4) {
            throw new Fmp4ParseException("NAL unit lengths of 4 bytes expected in avcC, found " + lengthSize);
        }
        var sets = new ArrayList<byte[]>();
        int sps = in.u8() & 0x1F;
        for (int i = 0; i < sps; i++) {
            sets.add(in.bytes(in.u16()));
        }
        int pps = in.u8();
        for (int i = 0; i < pps; i++) {
            sets.add(in.bytes(in.u16()));
        }
        return TrackFormat.Avc.of(sets);
    }

    static void hvcC(BoxWriter out, TrackFormat.Hevc hevc) {
        var sps = hevc.parameters();
        out.u8(1).u8(sps.profileSpace() << 6 | (sps.highTier() ? 0x20 : 0) | sps.profileIdc());
        out.u32(sps.compatibility()).u16((int) (sps.constraints() >> 32)).u32(sps.constraints());
        out.u8(sps.levelIdc()).u16(0xF000).u8(0xFC).u8(0xFC | sps.chromaFormatIdc());
        out.u8(0xF8 | sps.bitDepthLuma() - 8).u8(0xF8 | sps.bitDepthChroma() - 8).u16(0);
        out.u8(sps.temporalLayers() << 3 | (sps.temporalNesting() ? 4 : 0) | 3).u8(3);
        array(out, H265NalUnits.VPS, hevc.vps());
        array(out, H265NalUnits.SPS, hevc.sps());
        array(out, H265NalUnits.PPS, hevc.pps());
    }

    private static void array(BoxWriter out, int type, List<byte[]> sets) {
        out.u8(0x80 | type).u16(sets.size());
        sets.forEach(n -> out.u16(n.length).raw(n));
    }

    static TrackFormat.Hevc hvcC(BoxReader in) throws Fmp4ParseException {
        in.expect("hvcC version", in.u8(), 1);
        in.skip(20);
        int lengthSize = (in.u8() & 3) + 1;
        if (lengthSize != 4) {
            throw new Fmp4ParseException("NAL unit lengths of 4 bytes expected in hvcC, found " + lengthSize);
        }
        var sets = new ArrayList<byte[]>();
        int arrays = in.u8();
        for (int i = 0; i < arrays; i++) {
            in.skip(1);
            int count = in.u16();
            if (sets.size() + count > SETS_MAX) {
                throw new Fmp4ParseException("at most " + SETS_MAX + " parameter sets expected in hvcC, found more");
            }
            for (int k = 0; k < count; k++) {
                sets.add(in.bytes(in.u16()));
            }
        }
        return TrackFormat.Hevc.of(sets);
    }

    static void esds(BoxWriter out, TrackFormat.Aac aac) {
        int specific = aac.config().length;
        int decoder = 13 + 2 + specific;
        out.u8(ES_DESCRIPTOR).u8(3 + 2 + decoder + 3).u16(0).u8(0);
        out.u8(DECODER_CONFIG).u8(decoder).u8(OBJECT_TYPE_AAC).u8(0x15).zeros(11);
        out.u8(DECODER_SPECIFIC).u8(specific).raw(aac.config());
        out.u8(SL_CONFIG).u8(1).u8(2);
    }

    static TrackFormat esds(BoxReader in, int sampleRateHz, int channels) throws Fmp4ParseException {
        in.expect("descriptor tag", in.u8(), ES_DESCRIPTOR);
        descriptorLength(in);
        in.skip(2);
        int flags = in.u8();
        in.skip((flags & 0x80) != 0 ? 2 : 0);
        in.skip((flags & 0x40) != 0 ? in.u8() : 0);
        in.skip((flags & 0x20) != 0 ? 2 : 0);
        in.expect("descriptor tag", in.u8(), DECODER_CONFIG);
        descriptorLength(in);
        int objectType = in.u8();
        in.skip(12);
        if (objectType != OBJECT_TYPE_AAC) {
            return new TrackFormat.Other("mp4a", false);
        }
        in.expect("descriptor tag", in.u8(), DECODER_SPECIFIC);
        var config = in.bytes(descriptorLength(in));
        if (config.length < 2 || config.length > 64 || channels < 1 || channels > 8) {
            throw new Fmp4ParseException("AudioSpecificConfig of 2..64 bytes and 1..8 channels expected, found "
                    + config.length + " bytes and " + channels + " channels");
        }
        return new TrackFormat.Aac(sampleRateHz, channels, config);
    }

    /** Length of a descriptor in 7-bit groups (ISO/IEC 14496-1 §8.3.3), at most four. */
    private static int descriptorLength(BoxReader in) throws Fmp4ParseException {
        int length = 0;
        for (int i = 0; i < 4; i++) {
            int next = in.u8();
            length = length << 7 | next & 0x7F;
            if ((next & 0x80) == 0) {
                return length;
            }
        }
        throw new Fmp4ParseException("descriptor length of at most 4 bytes expected, found more");
    }
}

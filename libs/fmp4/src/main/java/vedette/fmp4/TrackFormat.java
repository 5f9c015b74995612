package vedette.fmp4;

import java.util.List;
import vedette.rtp.h264.H264ParseException;
import vedette.rtp.h264.NalUnits;
import vedette.rtp.h264.SequenceParameterSet;
import vedette.rtp.h265.H265NalUnits;
import vedette.rtp.h265.H265ParseException;
import vedette.rtp.h265.H265SequenceParameterSet;

/** How the samples of a track are coded: the sample entry of ISO/IEC 14496-12 §8.5.2 with what a decoder needs. */
public sealed interface TrackFormat {
    /** The element of the codecs parameter (RFC 6381 §3.3). */
    String codec();

    /** Whether it is video. */
    boolean isVideo();

    /**
     * H.264 with its parameter sets in the sample entry ({@code avc1}, ISO/IEC 14496-15 §5.4.2).
     *
     * @param sps sequence parameter sets, at least one
     * @param pps picture parameter sets, at least one
     * @param parameters what the first sequence parameter set says
     */
    record Avc(List<byte[]> sps, List<byte[]> pps, SequenceParameterSet parameters) implements TrackFormat {
        /** Copies the lists. */
        public Avc {
            sps = List.copyOf(sps);
            pps = List.copyOf(pps);
        }

        /**
         * A format of these NAL units; others than parameter sets are ignored.
         *
         * @throws Fmp4ParseException if a set is missing or the sequence parameter set is damaged
         */
        public static Avc of(List<byte[]> nalUnits) throws Fmp4ParseException {
            var sps = nalUnits.stream().filter(n -> NalUnits.type(n) == NalUnits.SPS).toList();
            var pps = nalUnits.stream().filter(n -> NalUnits.type(n) == NalUnits.PPS).toList();
            if (sps.isEmpty() || pps.isEmpty() || sps.size() > 31 || pps.size() > 255) {
                throw new Fmp4ParseException("1..31 SPS and 1..255 PPS expected, found " + sps.size() + " and " + pps.size());
            }
            try {
                return new Avc(sps, pps, SequenceParameterSet.parse(sps.getFirst()));
            } catch (H264ParseException e) {
                throw new Fmp4ParseException(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public String codec() {
            return parameters.rfc6381Codec();
        }

        @Override
        public boolean isVideo() {
            return true;
        }
    }

    /**
     * H.265 with its parameter sets in the sample entry ({@code hvc1}, ISO/IEC 14496-15 §8.4.1).
     *
     * @param vps video parameter sets, at least one
     * @param sps sequence parameter sets, at least one
     * @param pps picture parameter sets, at least one
     * @param parameters what the first sequence parameter set says
     */
    record Hevc(List<byte[]> vps, List<byte[]> sps, List<byte[]> pps, H265SequenceParameterSet parameters)
            implements TrackFormat {
        /** Copies the lists. */
        public Hevc {
            vps = List.copyOf(vps);
            sps = List.copyOf(sps);
            pps = List.copyOf(pps);
        }

        /**
         * A format of these NAL units; others than parameter sets are ignored.
         *
         * @throws Fmp4ParseException if a set is missing or the sequence parameter set is damaged
         */
        public static Hevc of(List<byte[]> nalUnits) throws Fmp4ParseException {
            var vps = ofType(nalUnits, H265NalUnits.VPS);
            var sps = ofType(nalUnits, H265NalUnits.SPS);
            var pps = ofType(nalUnits, H265NalUnits.PPS);
            if (vps.isEmpty() || sps.isEmpty() || pps.isEmpty()) {
                throw new Fmp4ParseException("VPS, SPS and PPS expected, found " + vps.size() + ", " + sps.size() + " and "
                        + pps.size());
            }
            try {
                return new Hevc(vps, sps, pps, H265SequenceParameterSet.parse(sps.getFirst()));
            } catch (H265ParseException e) {
                throw new Fmp4ParseException(String.valueOf(e.getMessage()));
            }
        }

        private static List<byte[]> ofType(List<byte[]> nalUnits, int type) {
            return nalUnits.stream().filter(n -> H265NalUnits.type(n) == type).toList();
        }

        @Override
        public String codec() {
            return parameters.rfc6381Codec();
        }

        @Override
        public boolean isVideo() {
            return true;
        }
    }

    /**
     * AAC (ISO/IEC 14496-3, ISO/IEC 14496-14 §5.6).
     *
     * @param sampleRateHz samples per second
     * @param channels 1..8
     * @param config AudioSpecificConfig, as {@code config} in the SDP (RFC 3640 §4.1); must not be changed
     */
    record Aac(int sampleRateHz, int channels, byte[] config) implements TrackFormat {
        /** Checks the ranges. */
        public Aac {
            if (config.length < 2 || config.length > 64 || channels < 1 || channels > 8) {
                throw new IllegalArgumentException("AudioSpecificConfig of 2..64 bytes and 1..8 channels expected, found "
                        + config.length + " bytes and " + channels);
            }
        }

        @Override
        public String codec() {
            return "mp4a.40." + ((config[0] & 0xFF) >> 3);
        }

        @Override
        public boolean isVideo() {
            return false;
        }
    }

    /**
     * A sample entry that is not understood.
     *
     * @param fourCc its type
     * @param isVideo whether the handler is {@code vide}
     */
    record Other(String fourCc, boolean isVideo) implements TrackFormat {
        @Override
        public String codec() {
            return fourCc;
        }
    }
}

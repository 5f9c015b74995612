package vedette.mtu.distribution;

import vedette.rtp.h265.H265NalUnits;

/** Tells by an RTP payload whether decoding may start with its picture (RFC 6184 §5.2, RFC 7798 §4.4). */
enum PictureStarts {
    H264 {
        @Override
        boolean isKey(byte[] payload) {
            if (payload.length < 2) {
                return false;
            }
            int type = payload[0] & 0x1F;
            return switch (type) {
                case IDR, SPS -> true;
                case STAP_A -> payload.length > 3 && ((payload[3] & 0x1F) == IDR || (payload[3] & 0x1F) == SPS);
                case FU_A -> (payload[1] & 0x1F) == IDR;
                default -> false;
            };
        }
    },
    H265 {
        @Override
        boolean isKey(byte[] payload) {
            if (payload.length < 5) {
                return false;
            }
            int type = H265NalUnits.type(payload);
            return switch (type) {
                case AGGREGATION -> isKeyType(payload[4] >> 1 & 0x3F);
                case FRAGMENTATION -> isKeyType(payload[2] & 0x3F);
                default -> isKeyType(type);
            };
        }

        private boolean isKeyType(int type) {
            return H265NalUnits.isRandomAccess(type) || type == H265NalUnits.VPS || type == H265NalUnits.SPS;
        }
    },
    /** Sound and everything else: decoding may start anywhere. */
    ANYWHERE {
        @Override
        boolean isKey(byte[] payload) {
            return true;
        }
    };

    private static final int IDR = 5;
    private static final int SPS = 7;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int AGGREGATION = 48;
    private static final int FRAGMENTATION = 49;

    abstract boolean isKey(byte[] payload);

    static PictureStarts of(StreamInfo.Track track) {
        if (track.rtpMap().is("H264")) {
            return H264;
        }
        return track.rtpMap().is("H265") ? H265 : ANYWHERE;
    }
}

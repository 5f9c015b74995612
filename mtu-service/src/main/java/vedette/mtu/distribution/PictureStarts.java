package vedette.mtu.distribution;

import vedette.rtp.h265.H265NalUnits;

/** Reads of an RTP payload what grouping needs: whether decoding may start here, and whether it carries a picture at all (RFC 6184 §5.2, RFC 7798 §4.4). */
enum PictureStarts {
    H264 {
        @Override
        boolean isKey(byte[] payload) {
            return any(payload, type -> type == IDR || type == SPS);
        }

        @Override
        boolean hasSlice(byte[] payload) {
            return any(payload, type -> type >= 1 && type <= IDR);
        }

        private boolean any(byte[] payload, TypeTest test) {
            if (payload.length < 2) {
                return false;
            }
            int type = payload[0] & 0x1F;
            return switch (type) {
                case STAP_A -> anyAggregated(payload, 1, at -> test.matches(payload[at] & 0x1F));
                case FU_A -> test.matches(payload[1] & 0x1F);
                default -> test.matches(type);
            };
        }
    },
    H265 {
        @Override
        boolean isKey(byte[] payload) {
            return any(payload, type -> H265NalUnits.isRandomAccess(type) || type == H265NalUnits.VPS || type == H265NalUnits.SPS);
        }

        @Override
        boolean hasSlice(byte[] payload) {
            return any(payload, type -> type < H265NalUnits.VPS);
        }

        private boolean any(byte[] payload, TypeTest test) {
            if (payload.length < 3) {
                return false;
            }
            int type = H265NalUnits.type(payload);
            return switch (type) {
                case AGGREGATION -> anyAggregated(payload, 2, at -> test.matches(payload[at] >> 1 & 0x3F));
                case FRAGMENTATION -> test.matches(payload[2] & 0x3F);
                default -> test.matches(type);
            };
        }
    },
    /** Sound and everything else: decoding may start anywhere. */
    ANYWHERE {
        @Override
        boolean isKey(byte[] payload) {
            return true;
        }

        @Override
        boolean hasSlice(byte[] payload) {
            return true;
        }
    };

    private static final int IDR = 5;
    private static final int SPS = 7;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int AGGREGATION = 48;
    private static final int FRAGMENTATION = 49;

    /** A test of a NAL unit type. */
    @FunctionalInterface
    private interface TypeTest {
        boolean matches(int type);
    }

    /** Whether decoding may start with the picture of this payload: an intra picture or its parameter sets. */
    abstract boolean isKey(byte[] payload);

    /** Whether it carries a part of a picture, not only what stands before one. */
    abstract boolean hasSlice(byte[] payload);

    static PictureStarts of(StreamInfo.Track track) {
        if (track.rtpMap().is("H264")) {
            return H264;
        }
        return track.rtpMap().is("H265") ? H265 : ANYWHERE;
    }

    /** Whether any NAL unit of an aggregation packet passes; lengths beyond the end stop the search. */
    private static boolean anyAggregated(byte[] payload, int headerBytes, TypeTest test) {
        int at = headerBytes;
        while (at + 2 < payload.length) {
            int length = (payload[at] & 0xFF) << 8 | payload[at + 1] & 0xFF;
            if (test.matches(at + 2)) {
                return true;
            }
            at += 2 + length;
        }
        return false;
    }
}

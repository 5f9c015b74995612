package vedette.webrtc;

/** The audio codecs that this peer sends: G.711 at 8 kHz, one channel (RFC 3551 §4.5.14). */
public enum AudioCodec {
    /** A-law; static payload type 8. */
    PCMA(8),
    /** µ-law; static payload type 0. */
    PCMU(0);

    /** Clock rate of both codecs, Hz. */
    public static final int CLOCK_RATE_HZ = 8000;

    private final int staticPayloadType;

    AudioCodec(int staticPayloadType) {
        this.staticPayloadType = staticPayloadType;
    }

    /** The static payload type (RFC 3551 §6), valid without an {@code a=rtpmap} line. */
    public int staticPayloadType() {
        return staticPayloadType;
    }
}

package vedette.rtsp;

/** The versions of RTSP (RFC 2326 §3.1, RFC 7826 §4.1). */
public enum RtspVersion {
    /** RFC 2326, spoken by most cameras and players. */
    V1_0("RTSP/1.0"),
    /** RFC 7826. */
    V2_0("RTSP/2.0"),
    /** Any other {@code RTSP/x.y}; a server answers 505. Written as 2.0. */
    UNSUPPORTED("RTSP/2.0");

    private final String text;

    RtspVersion(String text) {
        this.text = text;
    }

    /** The protocol element of request and status lines. */
    public String text() {
        return text;
    }
}

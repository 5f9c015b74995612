package vedette.rtsp;

/**
 * Where the RTP stream of a track begins, for RTP-Info (RFC 7826 §18.45).
 *
 * @param track index of the track
 * @param ssrc synchronization source, unsigned 32 bits
 * @param sequenceNumber sequence number of the first packet
 * @param rtpTimestamp RTP time of the range's begin, unsigned 32 bits
 */
public record RtpInfo(int track, long ssrc, int sequenceNumber, long rtpTimestamp) {
    /** The text for one track in the style of this version. */
    public String format(RtspVersion version, String url) {
        return version == RtspVersion.V1_0
                ? "url=" + url + ";seq=" + sequenceNumber + ";rtptime=" + rtpTimestamp
                : "url=\"" + url + "\" ssrc=" + String.format(java.util.Locale.ROOT, "%08X", ssrc) + ":seq="
                        + sequenceNumber + ";rtptime=" + rtpTimestamp;
    }
}

package vedette.rtsp.client;

import vedette.rtp.sdp.MediaDescription;
import vedette.rtp.sdp.RtpMap;

/**
 * A track that is set up.
 *
 * @param index 0 for the first track that was chosen
 * @param media its section of the description
 * @param rtpMap payload type and codec chosen
 * @param controlUri URI of SETUP
 */
public record ClientTrack(int index, MediaDescription media, RtpMap rtpMap, String controlUri) {
    /** Whether it is video. */
    public boolean isVideo() {
        return media.kind().equalsIgnoreCase("video");
    }
}

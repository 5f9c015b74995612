package vedette.mtu.distribution;

import java.util.ArrayList;
import java.util.List;
import vedette.rtp.sdp.MediaDescription;
import vedette.rtp.sdp.RtpMap;
import vedette.rtp.sdp.SdpLine;
import vedette.rtp.sdp.SessionDescription;

/**
 * What a stream consists of, once its device has described it.
 *
 * @param tracks by index
 */
public record StreamInfo(List<Track> tracks) {
    /** Copies the list. */
    public StreamInfo {
        tracks = List.copyOf(tracks);
    }

    /**
     * A track.
     *
     * @param media its section of the device's description
     * @param rtpMap payload type and codec
     */
    public record Track(MediaDescription media, RtpMap rtpMap) {
        /** Whether it is video. */
        public boolean isVideo() {
            return media.kind().equalsIgnoreCase("video");
        }

        /** Its format parameters, empty if there are none. */
        public String fmtp() {
            return media.fmtp(rtpMap.payloadType()).orElse("");
        }

        /** The section for viewers: only the payload type that is sent, nothing of the device's addresses. */
        MediaDescription forViewers() {
            List<SdpLine> lines = new ArrayList<>();
            media.lines().stream().filter(line -> line.type() == 'b').forEach(lines::add);
            lines.add(SdpLine.attribute("rtpmap", rtpMap.format()));
            if (!fmtp().isEmpty()) {
                lines.add(SdpLine.attribute("fmtp", rtpMap.payloadType() + " " + fmtp()));
            }
            media.attribute("framerate").ifPresent(rate -> lines.add(SdpLine.attribute("framerate", rate)));
            return new MediaDescription(media.kind(), 0, "RTP/AVP", List.of(String.valueOf(rtpMap.payloadType())), lines);
        }
    }

    /** The video track's index, or -1. */
    public int videoTrack() {
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).isVideo()) {
                return i;
            }
        }
        return -1;
    }

    /** The description for viewers. */
    public SessionDescription description() {
        return new SessionDescription(
                List.of(
                        new SdpLine('v', "0"),
                        new SdpLine('o', "- 0 0 IN IP4 0.0.0.0"),
                        new SdpLine('s', "Vedette live"),
                        new SdpLine('c', "IN IP4 0.0.0.0"),
                        new SdpLine('t', "0 0"),
                        SdpLine.attribute("range", "npt=now-")),
                tracks.stream().map(Track::forViewers).toList());
    }
}

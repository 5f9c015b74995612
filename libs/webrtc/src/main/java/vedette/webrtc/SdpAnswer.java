package vedette.webrtc;

import java.util.ArrayList;
import java.util.List;
import vedette.rtp.sdp.MediaDescription;
import vedette.rtp.sdp.SdpLine;
import vedette.rtp.sdp.SessionDescription;

/**
 * The answer to an accepted offer (RFC 8829 §5.3): sections in the offer's order, one bundle, {@code sendonly}.
 *
 * @param sessionId {@code o=} line's number, at most 63 bits (RFC 8829 §5.2.1)
 * @param offer what is answered
 * @param ufrag this peer's ICE user fragment
 * @param password this peer's ICE password
 * @param fingerprint this peer's certificate
 * @param cname the canonical name that ties audio to video (RFC 7022)
 * @param videoSsrc SSRC of the video
 * @param audioSsrc SSRC of the audio, unused without audio
 * @param candidates candidate lines known so far
 */
record SdpAnswer(
        long sessionId,
        RemoteOffer offer,
        String ufrag,
        String password,
        Fingerprint fingerprint,
        String cname,
        long videoSsrc,
        long audioSsrc,
        List<String> candidates) {
    private static final String STREAM = "vedette";
    private static final String PROTOCOL = "UDP/TLS/RTP/SAVPF";

    /** The port of a bundled section; the candidates tell the real one (RFC 8840 §4.1.1). */
    private static final int DISCARD_PORT = 9;

    /** The SDP with CRLF line ends. */
    String format() {
        List<SdpLine> session = new ArrayList<>();
        session.add(new SdpLine('v', "0"));
        session.add(new SdpLine('o', "- " + sessionId + " 2 IN IP4 127.0.0.1"));
        session.add(new SdpLine('s', "-"));
        session.add(new SdpLine('t', "0 0"));
        StringBuilder bundle = new StringBuilder("BUNDLE");
        for (RemoteOffer.Section section : offer.sections()) {
            if (section instanceof RemoteOffer.Section.Accepted accepted) {
                bundle.append(' ').append(accepted.mid());
            }
        }
        attribute(session, "group", bundle.toString());
        attribute(session, "ice-options", "trickle");
        attribute(session, "msid-semantic", " WMS " + STREAM);
        List<MediaDescription> media = new ArrayList<>();
        boolean first = true;
        for (RemoteOffer.Section section : offer.sections()) {
            switch (section) {
                case RemoteOffer.Section.Refused refused -> media.add(refused(refused.offered()));
                case RemoteOffer.Section.Accepted accepted -> {
                    media.add(accepted(accepted, first ? candidates : List.of()));
                    first = false;
                }
            }
        }
        return new SessionDescription(session, media).format();
    }

    private static MediaDescription refused(MediaDescription offered) {
        List<SdpLine> lines = new ArrayList<>();
        lines.add(new SdpLine('c', "IN IP4 0.0.0.0"));
        offered.attribute("mid").ifPresent(mid -> attribute(lines, "mid", mid));
        attribute(lines, "inactive", "");
        return new MediaDescription(
                offered.kind(), 0, offered.protocol(), List.of(offered.formats().getFirst()), lines);
    }

    private MediaDescription accepted(RemoteOffer.Section.Accepted section, List<String> candidateLines) {
        OfferedCodec codec = section.codec();
        String type = Integer.toString(codec.map().payloadType());
        List<SdpLine> lines = new ArrayList<>();
        lines.add(new SdpLine('c', "IN IP4 0.0.0.0"));
        attribute(lines, "rtcp", "9 IN IP4 0.0.0.0");
        candidateLines.forEach(candidate -> lines.add(new SdpLine('a', candidate)));
        attribute(lines, "ice-ufrag", ufrag);
        attribute(lines, "ice-pwd", password);
        attribute(lines, "ice-options", "trickle");
        attribute(lines, "fingerprint", "sha-256 " + fingerprint);
        attribute(lines, "setup", offer.viewerIsActive() ? "passive" : "active");
        attribute(lines, "mid", section.mid());
        section.absSendTimeId()
                .ifPresent(id -> attribute(lines, "extmap", id + " " + RemoteOffer.ABS_SEND_TIME));
        attribute(lines, "sendonly", "");
        attribute(lines, "msid", STREAM + " " + section.kind());
        attribute(lines, "rtcp-mux", "");
        if (section.reducedSize()) {
            attribute(lines, "rtcp-rsize", "");
        }
        attribute(lines, "rtpmap", codec.map().format());
        codec.feedback().forEach(kind -> attribute(lines, "rtcp-fb", type + " " + kind));
        if (!codec.fmtp().isEmpty()) {
            attribute(lines, "fmtp", type + " " + codec.fmtp());
        }
        long ssrc = section.kind().equals("video") ? videoSsrc : audioSsrc;
        attribute(lines, "ssrc", ssrc + " cname:" + cname);
        attribute(lines, "ssrc", ssrc + " msid:" + STREAM + " " + section.kind());
        return new MediaDescription(section.kind(), DISCARD_PORT, PROTOCOL, List.of(type), lines);
    }

    private static void attribute(List<SdpLine> lines, String name, String value) {
        lines.add(SdpLine.attribute(name, value));
    }
}

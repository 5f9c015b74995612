package vedette.webrtc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import vedette.rtp.sdp.MediaDescription;
import vedette.rtp.sdp.SdpLines;
import vedette.rtp.sdp.SdpParseException;
import vedette.rtp.sdp.SessionDescription;

/**
 * What an accepted offer says (RFC 8829 §5.8 and §5.10).
 *
 * @param ufrag ICE user fragment of the bundle
 * @param password ICE password of the bundle
 * @param viewerIsActive whether the viewer insists on being the DTLS client
 * @param sections all media sections in their order, accepted or not
 * @param candidates candidates within the offer
 */
record RemoteOffer(
        String ufrag, String password, boolean viewerIsActive, List<Section> sections, List<String> candidates) {
    /** Largest offer read, characters; a browser's with two sections has about 6000. */
    static final int CHARACTERS_MAX = 32_768;

    /** Header extension that makes a browser send REMB instead of transport-wide feedback. */
    static final String ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

    private static final String PROTOCOL = "UDP/TLS/RTP/SAVPF";
    private static final int ICE_TEXT_MAX = 256;
    private static final int MID_MAX = 64;

    /** One media section and what becomes of it. */
    sealed interface Section {
        /** The section refused: port 0 in the answer, under its own mid if it had one. */
        record Refused(MediaDescription offered) implements Section {}

        /**
         * The section accepted.
         *
         * @param kind {@code video} or {@code audio}
         * @param mid its name in the bundle
         * @param codec the codec with the viewer's payload type
         * @param absSendTimeId id of the header extension if offered
         * @param reducedSize whether RTCP of reduced size is offered (RFC 5506)
         */
        record Accepted(String kind, String mid, OfferedCodec codec, OptionalInt absSendTimeId, boolean reducedSize)
                implements Section {}
    }

    /**
     * Reads an offer and decides what can be sent.
     *
     * @throws OfferRejectedException saying which rule of RFC 8829, RFC 8834 or of this peer it breaks
     */
    static RemoteOffer read(ViewerOffer offer) throws OfferRejectedException {
        SessionDescription sdp = parse(offer.sdp());
        checkFingerprints(sdp, offer.viewerFingerprint());
        List<String> bundle = sdp.attributes("group").stream()
                .filter(group -> group.startsWith("BUNDLE "))
                .findFirst()
                .map(group -> List.of(group.substring("BUNDLE ".length()).strip().split(" +")))
                .orElse(List.of());
        MediaDescription video = sdp.firstMedia("video")
                .orElseThrow(
                        () -> new OfferRejectedException("The offer asks for no video: expected an m=video section."));
        checkTransport(video, bundle);
        OfferedCodec h264 = OfferedCodec.h264(video, offer.plan().h264ProfileLevelId());
        Optional<MediaDescription> audio = sdp.firstMedia("audio")
                .filter(section -> receives(section) && isBundled(section, bundle) && section.hasAttribute("rtcp-mux"));
        Optional<OfferedCodec> g711 = audio.flatMap(
                section -> offer.plan().audio().flatMap(codec -> OfferedCodec.audio(section, codec)));
        List<Section> sections = new ArrayList<>();
        for (MediaDescription section : sdp.media()) {
            if (section == video) {
                sections.add(accepted(section, h264));
            } else if (g711.isPresent() && section == audio.get()) {
                sections.add(accepted(section, g711.get()));
            } else {
                sections.add(new Section.Refused(section));
            }
        }
        return new RemoteOffer(
                iceText("ice-ufrag", 4, video, sdp),
                iceText("ice-pwd", 22, video, sdp),
                isActive(video.attribute("setup").or(() -> sdp.attribute("setup")).orElse("actpass")),
                List.copyOf(sections),
                everywhere(sdp, "candidate").map(value -> "candidate:" + value).toList());
    }

    private static SessionDescription parse(String text) throws OfferRejectedException {
        if (text.length() > CHARACTERS_MAX) {
            throw new OfferRejectedException("The offer is too large: expected at most " + CHARACTERS_MAX
                    + " characters, found " + text.length() + ".");
        }
        try {
            return SessionDescription.parse(text);
        } catch (SdpParseException e) {
            throw new OfferRejectedException("The offer is no SDP: " + e.getMessage() + ".");
        }
    }

    /** Values of an attribute in the session's part and in all sections, each once. */
    private static Stream<String> everywhere(SessionDescription sdp, String name) {
        return Stream.concat(
                        sdp.attributes(name).stream(), sdp.media().stream().flatMap(m -> m.attributes(name).stream()))
                .distinct();
    }

    private static Section.Accepted accepted(MediaDescription section, OfferedCodec codec) {
        return new Section.Accepted(
                section.kind(),
                section.attribute("mid").orElseThrow(),
                codec,
                extensionId(section),
                section.hasAttribute("rtcp-rsize"));
    }

    /** The accepted section of that kind. */
    Optional<Section.Accepted> accepted(String kind) {
        return sections.stream()
                .filter(Section.Accepted.class::isInstance)
                .map(Section.Accepted.class::cast)
                .filter(section -> section.kind().equals(kind))
                .findFirst();
    }

    /** Every fingerprint of the offer must be the one that the token was issued for. */
    private static void checkFingerprints(SessionDescription sdp, Fingerprint expected) throws OfferRejectedException {
        List<String> named = everywhere(sdp, "fingerprint").toList();
        if (named.isEmpty()) {
            throw new OfferRejectedException("The offer names no certificate: expected a=fingerprint:sha-256.");
        }
        for (String text : named) {
            Fingerprint found;
            try {
                found = Fingerprint.parse(text);
            } catch (IllegalArgumentException e) {
                throw new OfferRejectedException("The offer's " + e.getMessage() + ".");
            }
            if (!found.equals(expected)) {
                throw new OfferRejectedException("The offer names another certificate than the play token was issued for:"
                        + " expected " + expected + ", found " + found + ".");
            }
        }
    }

    private static void checkTransport(MediaDescription video, List<String> bundle) throws OfferRejectedException {
        if (!video.protocol().equals(PROTOCOL)) {
            throw new OfferRejectedException("The offer's video section is no WebRTC media: expected " + PROTOCOL
                    + ", found " + video.protocol() + ".");
        }
        if (!video.hasAttribute("rtcp-mux")) {
            throw new OfferRejectedException("The offer has no a=rtcp-mux in its video section; it is required.");
        }
        if (!isBundled(video, bundle)) {
            throw new OfferRejectedException(
                    "The offer's a=group:BUNDLE does not name its video section; one bundle is required.");
        }
        if (!receives(video)) {
            throw new OfferRejectedException(
                    "The offer's video section does not receive: expected a=recvonly or a=sendrecv.");
        }
    }

    private static boolean isBundled(MediaDescription section, List<String> bundle) {
        return section.attribute("mid")
                .filter(mid -> mid.length() <= MID_MAX && bundle.contains(mid))
                .isPresent();
    }

    private static boolean receives(MediaDescription section) {
        boolean rejected = section.port() == 0 && !section.hasAttribute("bundle-only");
        return !rejected && !section.hasAttribute("sendonly") && !section.hasAttribute("inactive");
    }

    private static boolean isActive(String setup) throws OfferRejectedException {
        return switch (setup.toLowerCase(Locale.ROOT)) {
            case "active" -> true;
            case "actpass", "passive" -> false;
            default ->
                throw new OfferRejectedException(
                        "The offer's a=setup: expected actpass, active or passive, found \"" + setup + "\".");
        };
    }

    private static String iceText(String name, int lengthMin, SdpLines video, SdpLines session)
            throws OfferRejectedException {
        String value = video.attribute(name).or(() -> session.attribute(name)).orElse("");
        if (value.length() < lengthMin || value.length() > ICE_TEXT_MAX) {
            throw new OfferRejectedException("The offer's a=" + name + ": expected " + lengthMin + "…" + ICE_TEXT_MAX
                    + " characters (RFC 8839 §5.4), found " + value.length() + ".");
        }
        return value;
    }

    private static OptionalInt extensionId(MediaDescription section) {
        for (String value : section.attributes("extmap")) {
            String[] words = value.strip().split(" +");
            String id = words[0].split("/")[0];
            if (words.length > 1 && words[1].equals(ABS_SEND_TIME) && id.matches("[1-9]|1[0-4]")) {
                return OptionalInt.of(Integer.parseInt(id));
            }
        }
        return OptionalInt.empty();
    }
}

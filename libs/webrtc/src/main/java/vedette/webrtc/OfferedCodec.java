package vedette.webrtc;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.H264Fmtp;
import vedette.rtp.sdp.MediaDescription;
import vedette.rtp.sdp.RtpMap;

/**
 * A codec of the offer, chosen.
 *
 * @param map the viewer's payload type and encoding
 * @param fmtp the parameters as offered, empty if none; they are echoed
 * @param feedback the offered {@code a=rtcp-fb} kinds that this peer understands
 */
record OfferedCodec(RtpMap map, String fmtp, List<String> feedback) {
    /** Feedback that this peer acts on; transport-cc is left out on purpose, so that browsers send REMB. */
    private static final List<String> FEEDBACK = List.of("goog-remb", "ccm fir", "nack", "nack pli");

    /** Profiles that browsers list, from the one decoded everywhere on, if the stream's own is not offered. */
    private static final List<String> PROFILES = List.of("42e0", "4200", "4d00", "6400");

    /** What RFC 6184 §8.1 assumes without the parameter: Baseline without constraints. */
    private static final String PROFILE_DEFAULT = "4200";

    /**
     * Chooses the H.264 payload type: packetization mode 1 (RFC 6184 §6.3), the stream's own profile if offered.
     *
     * @throws OfferRejectedException if there is none
     */
    static OfferedCodec h264(MediaDescription video, String profileLevelId) throws OfferRejectedException {
        String wanted = profileLevelId.substring(0, 4).toLowerCase(Locale.ROOT);
        return video.rtpMaps().stream()
                .filter(map -> map.is("H264") && map.clockRateHz() == 90_000)
                .map(map -> of(video, map))
                .filter(codec -> H264Fmtp.parse(codec.fmtp).packetizationMode() == 1)
                .min(Comparator.comparingInt(codec -> codec.rank(wanted)))
                .orElseThrow(() -> new OfferRejectedException(
                        "The viewer cannot take this camera's picture: expected H264/90000 with packetization-mode=1 in"
                                + " the offer, found " + names(video) + "."));
    }

    /** Chooses G.711, by name or by static payload type. */
    static Optional<OfferedCodec> audio(MediaDescription audio, G711 codec) {
        return audio.rtpMaps().stream()
                .filter(map -> map.is(codec.encodingName())
                        && map.clockRateHz() == G711.CLOCK_RATE_HZ
                        && map.channels() == 1)
                .findFirst()
                .map(map -> of(audio, map));
    }

    private static OfferedCodec of(MediaDescription section, RtpMap map) {
        String type = Integer.toString(map.payloadType());
        Set<String> offered = section.attributes("rtcp-fb").stream()
                .map(value -> value.strip().split(" +", 2))
                .filter(words -> words.length == 2 && (words[0].equals(type) || words[0].equals("*")))
                .map(words -> words[1])
                .collect(Collectors.toSet());
        return new OfferedCodec(
                map,
                section.fmtp(map.payloadType()).orElse(""),
                FEEDBACK.stream().filter(offered::contains).toList());
    }

    private int rank(String wantedProfile) {
        String id = H264Fmtp.parse(fmtp).profileLevelId();
        String profile = id.isEmpty() ? PROFILE_DEFAULT : id.substring(0, 4);
        if (profile.equals(wantedProfile)) {
            return -1;
        }
        int place = PROFILES.indexOf(profile);
        return place < 0 ? PROFILES.size() : place;
    }

    private static String names(MediaDescription section) {
        String names = section.rtpMaps().stream()
                .map(RtpMap::encodingName)
                .distinct()
                .limit(10)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "no codec" : names;
    }
}

package vedette.rtp.h264;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The media type parameters of H.264 in SDP (RFC 6184 §8.1, §8.2.1).
 *
 * @param profileLevelId six hexadecimal digits, or empty if the parameter is absent
 * @param packetizationMode 0, 1 or 2; 0 if absent
 * @param parameterSets NAL units of sprop-parameter-sets, SPS first by custom
 */
public record H264Fmtp(String profileLevelId, int packetizationMode, List<byte[]> parameterSets) {
    private static final int PARAMETER_SETS_MAX = 32;

    /** Takes a copy of the list. */
    public H264Fmtp {
        parameterSets = List.copyOf(parameterSets);
    }

    /**
     * The parameters of a stream in mode 1.
     *
     * @throws H264ParseException if the SPS is not one
     */
    public static H264Fmtp of(byte[] sps, byte[] pps) throws H264ParseException {
        return new H264Fmtp(SequenceParameterSet.parse(sps).profileLevelId(), 1, List.of(sps, pps));
    }

    /**
     * Parses what follows the payload type in {@code a=fmtp}.
     *
     * <p>Lenient: unknown parameters are ignored, and sets that are not base64 or empty are left out, as in the SDP of
     * cameras that send {@code sprop-parameter-sets=} before their encoder runs; the stream carries them then.
     */
    public static H264Fmtp parse(String parameters) {
        String profileLevelId = "";
        int mode = 0;
        var sets = new ArrayList<byte[]>();
        for (var parameter : parameters.split(";", 64)) {
            int equals = parameter.indexOf('=');
            if (equals < 0) {
                continue;
            }
            var name = parameter.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            var value = parameter.substring(equals + 1).strip();
            switch (name) {
                case "profile-level-id" ->
                    profileLevelId = value.matches("[0-9A-Fa-f]{6}") ? value.toLowerCase(Locale.ROOT) : "";
                case "packetization-mode" -> mode = value.matches("[012]") ? value.charAt(0) - '0' : 0;
                case "sprop-parameter-sets" -> sets.addAll(decode(value));
                default -> {}
            }
        }
        return new H264Fmtp(profileLevelId, mode, sets);
    }

    private static List<byte[]> decode(String value) {
        var sets = new ArrayList<byte[]>();
        for (var text : value.split(",", PARAMETER_SETS_MAX)) {
            try {
                var set = Base64.getDecoder().decode(text.strip());
                if (set.length > 1) {
                    sets.add(set);
                }
            } catch (IllegalArgumentException _) {
                continue;
            }
        }
        return sets;
    }

    /** The text after the payload type in {@code a=fmtp}. */
    public String format() {
        var parts = new ArrayList<String>();
        parts.add("packetization-mode=" + packetizationMode);
        if (!profileLevelId.isEmpty()) {
            parts.add("profile-level-id=" + profileLevelId);
        }
        if (!parameterSets.isEmpty()) {
            parts.add("sprop-parameter-sets="
                    + parameterSets.stream()
                            .map(Base64.getEncoder()::encodeToString)
                            .collect(Collectors.joining(",")));
        }
        return String.join(";", parts);
    }
}

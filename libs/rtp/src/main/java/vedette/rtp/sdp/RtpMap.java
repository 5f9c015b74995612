package vedette.rtp.sdp;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An {@code a=rtpmap} attribute (RFC 8866 §6.6).
 *
 * @param payloadType 0..127
 * @param encodingName for example {@code H264}; names are compared without regard to case
 * @param clockRateHz ticks per second
 * @param channels audio channels, 1 if not given
 */
public record RtpMap(int payloadType, String encodingName, int clockRateHz, int channels) {
    private static final Pattern SYNTAX =
            Pattern.compile("\\s*(\\d{1,3})\\s+([^/\\s]{1,64})/(\\d{1,9})(?:/(\\d{1,2}))?\\s*");

    /** Parses the attribute's value; empty if it is not one. */
    public static Optional<RtpMap> parse(String value) {
        var matcher = SYNTAX.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int payloadType = Integer.parseInt(matcher.group(1));
        int clockRate = Integer.parseInt(matcher.group(3));
        int channels = matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4));
        return payloadType > 127 || clockRate == 0 || channels == 0
                ? Optional.empty()
                : Optional.of(new RtpMap(payloadType, matcher.group(2), clockRate, channels));
    }

    /** The static assignments that cameras leave out (RFC 3551 table 4): PCMU, PCMA, G722. */
    public static Optional<RtpMap> ofStatic(int payloadType) {
        return switch (payloadType) {
            case 0 -> Optional.of(new RtpMap(0, "PCMU", 8000, 1));
            case 8 -> Optional.of(new RtpMap(8, "PCMA", 8000, 1));
            case 9 -> Optional.of(new RtpMap(9, "G722", 8000, 1));
            default -> Optional.empty();
        };
    }

    /** Whether the encoding has this name, without regard to case. */
    public boolean is(String name) {
        return encodingName.equalsIgnoreCase(name);
    }

    /** The attribute's value. */
    public String format() {
        return payloadType + " " + encodingName + "/" + clockRateHz + (channels == 1 ? "" : "/" + channels);
    }
}

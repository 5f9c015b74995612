package vedette.rtp.sdp;

/**
 * One line of a session description (RFC 8866 §5).
 *
 * @param type a letter
 * @param value everything after the equals sign
 */
public record SdpLine(char type, String value) {
    /** Refuses line breaks, so that no value can add lines. */
    public SdpLine {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("SDP value without line breaks expected in " + type + "=");
        }
    }

    /** An attribute line: {@code a=name} or, with a value, {@code a=name:value} (RFC 8866 §5.13). */
    public static SdpLine attribute(String name, String value) {
        return new SdpLine('a', value.isEmpty() ? name : name + ":" + value);
    }

    /** Name of an attribute line, empty for other lines. */
    public String attributeName() {
        if (type != 'a') {
            return "";
        }
        int colon = value.indexOf(':');
        return colon < 0 ? value : value.substring(0, colon);
    }

    /** Value of an attribute line, empty for a property attribute. */
    public String attributeValue() {
        int colon = value.indexOf(':');
        return type != 'a' || colon < 0 ? "" : value.substring(colon + 1);
    }

    @Override
    public String toString() {
        return type + "=" + value;
    }
}

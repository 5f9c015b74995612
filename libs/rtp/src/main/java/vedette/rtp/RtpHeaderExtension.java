package vedette.rtp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The header extension of an RTP packet (RFC 3550 §5.3.1), with the element formats of RFC 8285. Immutable by
 * agreement: the arrays are not copied and must not be changed.
 *
 * @param profile the 16 bits "defined by profile"; {@link #ONE_BYTE} and 0x1000..0x100F carry elements
 * @param data the extension's bytes without its four byte header; the length is a multiple of four
 */
public record RtpHeaderExtension(int profile, byte[] data) {
    /** Profile value of the one-byte element format (RFC 8285 §4.2). */
    public static final int ONE_BYTE = 0xBEDE;

    private static final int TWO_BYTE = 0x1000;
    private static final int TWO_BYTE_MASK = 0xFFF0;
    private static final int DATA_BYTES_MAX = 0xFFFF * 4;

    /**
     * One element of a header extension.
     *
     * @param id local identifier as negotiated by {@code a=extmap}, 1..14 in the one-byte format
     * @param value the element's bytes, 1..16 in the one-byte format
     */
    public record Element(int id, byte[] value) {
        /** Whether id and bytes are equal. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Element(var otherId, var otherValue)
                    && id == otherId
                    && Arrays.equals(value, otherValue);
        }

        @Override
        public int hashCode() {
            return 31 * id + Arrays.hashCode(value);
        }
    }

    /** Checks the ranges of the fields. */
    public RtpHeaderExtension {
        if (profile < 0 || profile > 0xFFFF || data.length % 4 != 0 || data.length > DATA_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "header extension: profile 0..65535 and whole 32-bit words expected, found profile " + profile
                            + " and " + data.length + " bytes");
        }
    }

    /**
     * Builds an extension in the one-byte format, padded to whole words (RFC 8285 §4.2).
     *
     * @throws IllegalArgumentException if an id is outside 1..14 or a value outside 1..16 bytes
     */
    public static RtpHeaderExtension oneByte(List<Element> elements) {
        int length = 0;
        for (var element : elements) {
            if (element.id < 1 || element.id > 14 || element.value.length < 1 || element.value.length > 16) {
                throw new IllegalArgumentException("one-byte header extension needs id 1..14 and 1..16 bytes, found id "
                        + element.id + " with " + element.value.length + " bytes");
            }
            length += 1 + element.value.length;
        }
        var out = ByteBuffer.allocate((length + 3) / 4 * 4);
        for (var element : elements) {
            out.put((byte) (element.id << 4 | element.value.length - 1)).put(element.value);
        }
        return new RtpHeaderExtension(ONE_BYTE, out.array());
    }

    /**
     * The elements of a one-byte or two-byte extension; a damaged tail is ignored as RFC 8285 §4.2 asks. Empty for any
     * other profile.
     */
    public List<Element> elements() {
        if (profile == ONE_BYTE) {
            return oneByteElements();
        }
        return (profile & TWO_BYTE_MASK) == TWO_BYTE ? twoByteElements() : List.of();
    }

    /** The first element with this id. */
    public Optional<byte[]> element(int id) {
        return elements().stream().filter(e -> e.id == id).map(Element::value).findFirst();
    }

    private List<Element> oneByteElements() {
        var found = new ArrayList<Element>();
        int i = 0;
        while (i < data.length) {
            int id = (data[i] & 0xFF) >> 4;
            int length = (data[i] & 0x0F) + 1;
            if (id == 0) {
                i++;
                continue;
            }
            // 15 stops the processing (RFC 8285 §4.2).
            if (id == 15 || i + 1 + length > data.length) {
                break;
            }
            found.add(new Element(id, Arrays.copyOfRange(data, i + 1, i + 1 + length)));
            i += 1 + length;
        }
        return found;
    }

    private List<Element> twoByteElements() {
        var found = new ArrayList<Element>();
        int i = 0;
        while (i < data.length) {
            int id = data[i] & 0xFF;
            if (id == 0) {
                i++;
                continue;
            }
            if (i + 2 > data.length) {
                break;
            }
            int length = data[i + 1] & 0xFF;
            if (i + 2 + length > data.length) {
                break;
            }
            found.add(new Element(id, Arrays.copyOfRange(data, i + 2, i + 2 + length)));
            i += 2 + length;
        }
        return found;
    }

    /** Whether profile and bytes are equal. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RtpHeaderExtension(var otherProfile, var otherData)
                && profile == otherProfile
                && Arrays.equals(data, otherData);
    }

    @Override
    public int hashCode() {
        return 31 * profile + Arrays.hashCode(data);
    }
}

package vedette.webrtc;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * STUN messages and ChannelData on a byte stream (RFC 8656 §12.5): both tell their own length, ChannelData is padded to four
 * bytes. Stateless.
 */
final class TurnFrames {
    /** Largest message taken, bytes: media fits an Ethernet frame, control messages are smaller. */
    static final int MESSAGE_MAX = 2048;

    private static final int STUN_HEADER = 20;
    private static final int CHANNEL_HEADER = 4;

    private TurnFrames() {}

    /**
     * A datagram in its form for the stream.
     *
     * @return empty if it is neither STUN nor ChannelData, or its length field lies
     */
    static Optional<byte[]> toStream(byte[] datagram, int length) {
        if (length < CHANNEL_HEADER || length > MESSAGE_MAX) {
            return Optional.empty();
        }
        int said = unsigned16(datagram, 2);
        return switch ((datagram[0] & 0xFF) >> 6) {
            case 0 ->
                length >= STUN_HEADER && STUN_HEADER + said == length
                        ? Optional.of(Arrays.copyOf(datagram, length))
                        : Optional.empty();
            case 1 ->
                CHANNEL_HEADER + said <= length
                        ? Optional.of(Arrays.copyOf(datagram, padded(CHANNEL_HEADER + said)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /**
     * Reads the next message, without padding. Blocks.
     *
     * @throws EOFException if the stream ends
     * @throws IOException if it is no STUN message or ChannelData, or too long: the stream is lost then
     */
    static byte[] read(InputStream in) throws IOException {
        byte[] header = in.readNBytes(CHANNEL_HEADER);
        if (header.length < CHANNEL_HEADER) {
            throw new EOFException("the TURN server closed the connection");
        }
        int kind = (header[0] & 0xFF) >> 6;
        if (kind > 1) {
            throw new IOException("expected STUN or ChannelData of the TURN server, found first byte " + (header[0] & 0xFF));
        }
        int length = unsigned16(header, 2) + (kind == 0 ? STUN_HEADER : CHANNEL_HEADER);
        if (length > MESSAGE_MAX) {
            throw new IOException("expected at most " + MESSAGE_MAX + " bytes of the TURN server, found " + length);
        }
        byte[] message = Arrays.copyOf(header, length);
        int onStream = kind == 0 ? length : padded(length);
        byte[] rest = in.readNBytes(onStream - CHANNEL_HEADER);
        if (rest.length < onStream - CHANNEL_HEADER) {
            throw new EOFException("the TURN server closed the connection in a message");
        }
        System.arraycopy(rest, 0, message, CHANNEL_HEADER, length - CHANNEL_HEADER);
        return message;
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private static int unsigned16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xFF) << 8 | bytes[offset + 1] & 0xFF;
    }
}

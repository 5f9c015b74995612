package vedette.stun.server;

import java.nio.ByteBuffer;

/** Framing of STUN messages and ChannelData in a byte stream (RFC 8489 §6.2.2, RFC 8656 §12.5). */
public final class StreamFrames {
    /** Bytes that must be there to tell a frame's length. */
    public static final int HEAD_BYTES = 4;
    /** Longest frame taken: nothing that is relayed over UDP in practice is longer. */
    public static final int FRAME_BYTES_MAX = 16_384;

    private StreamFrames() {}

    /**
     * Length of the frame that starts at the buffer's position, with padding; -1 if it is neither STUN nor ChannelData or too long: the
     * connection cannot be brought into step again.
     */
    public static int length(ByteBuffer head) {
        int first = head.getShort(head.position()) & 0xFFFF;
        int length = head.getShort(head.position() + 2) & 0xFFFF;
        int frame = switch (first >>> 14) {
            case 0 -> (length & 3) == 0 ? length + 20 : -1;
            case 1 -> 4 + (length + 3 & ~3);
            default -> -1;
        };
        return frame > FRAME_BYTES_MAX ? -1 : frame;
    }
}

package vedette.rtsp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes RTSP messages and interleaved data (RFC 7826 §5, §14). Content-Length is added for bodies. */
public final class RtspEncoder {
    /** Bytes before each block of interleaved data. */
    public static final int INTERLEAVED_HEADER_BYTES = 4;

    private RtspEncoder() {}

    /** The bytes of a message. */
    public static byte[] encode(RtspMessage message) {
        return switch (message) {
            case RtspMessage.Request r ->
                text(r.method() + " " + r.uri() + " " + r.version().text(), r.headers(), r.body());
            case RtspMessage.Response r ->
                text(r.version().text() + " " + r.status() + " " + r.reason(), r.headers(), r.body());
            case RtspMessage.Interleaved(var channel, var data) -> {
                var out = ByteBuffer.allocate(INTERLEAVED_HEADER_BYTES + data.length);
                interleavedHeader(out, channel, data.length);
                yield out.put(data).array();
            }
        };
    }

    /** Writes the four bytes before a block of interleaved data. */
    public static void interleavedHeader(ByteBuffer out, int channel, int length) {
        if (channel < 0 || channel > 255 || length > 0xFFFF) {
            throw new IllegalArgumentException(
                    "channel 0..255 and at most 65535 bytes expected, found " + channel + " and " + length);
        }
        out.put((byte) '$').put((byte) channel).putShort((short) length);
    }

    private static byte[] text(String startLine, RtspHeaders headers, byte[] body) {
        if (startLine.indexOf('\r') >= 0 || startLine.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("start line without line breaks expected");
        }
        var out = new StringBuilder(256).append(startLine).append("\r\n");
        for (var entry : headers.entries()) {
            if (!entry.name().equalsIgnoreCase("Content-Length")) {
                out.append(entry.name()).append(": ").append(entry.value()).append("\r\n");
            }
        }
        if (body.length > 0) {
            out.append("Content-Length: ").append(body.length).append("\r\n");
        }
        var head = out.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .array();
    }
}

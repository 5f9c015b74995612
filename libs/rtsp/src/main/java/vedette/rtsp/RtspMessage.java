package vedette.rtsp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What travels on an RTSP connection (RFC 7826 §5, §14). Immutable by agreement: bodies are not copied.
 */
public sealed interface RtspMessage {
    /**
     * A request (RFC 7826 §7).
     *
     * @param method upper case method name
     * @param uri absolute URI or {@code *}
     */
    record Request(String method, String uri, RtspVersion version, RtspHeaders headers, byte[] body)
            implements RtspMessage {
        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Whether all parts are equal. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Request o
                    && method.equals(o.method)
                    && uri.equals(o.uri)
                    && version == o.version
                    && headers.equals(o.headers)
                    && Arrays.equals(body, o.body);
        }

        @Override
        public int hashCode() {
            return headers.hashCode();
        }

        @Override
        public String toString() {
            return method + " " + uri + " " + version.text() + " " + headers + " body=" + body.length;
        }
    }

    /** A response (RFC 7826 §8). */
    record Response(RtspVersion version, int status, String reason, RtspHeaders headers, byte[] body)
            implements RtspMessage {
        /** The body as text. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** Whether all parts are equal. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Response o
                    && version == o.version
                    && status == o.status
                    && reason.equals(o.reason)
                    && headers.equals(o.headers)
                    && Arrays.equals(body, o.body);
        }

        @Override
        public int hashCode() {
            return headers.hashCode();
        }

        @Override
        public String toString() {
            return version.text() + " " + status + " " + reason + " " + headers + " body=" + body.length;
        }
    }

    /**
     * A block of binary data between messages (RFC 7826 §14).
     *
     * @param channel 0..255
     * @param data one RTP or RTCP packet, at most 65,535 bytes
     */
    record Interleaved(int channel, byte[] data) implements RtspMessage {
        /** Whether channel and bytes are equal. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Interleaved(var otherChannel, var otherData)
                    && channel == otherChannel
                    && Arrays.equals(data, otherData);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(data);
        }
    }
}

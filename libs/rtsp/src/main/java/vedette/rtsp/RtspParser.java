package vedette.rtsp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a byte stream into RTSP messages and interleaved data (RFC 7826 §5, §14, §20.2): takes any pieces, keeps
 * leftovers, gives pipelined messages one by one. After an exception the parser is dead. Not thread-safe.
 *
 * <p>Lenient: lines may end with LF alone, empty lines between messages are skipped (RFC 2326 §4.1), header lines may be
 * folded (RFC 2326 §4.2), a status line may lack its reason.
 */
public final class RtspParser {
    /** Longest line in bytes; above it 414 for a request line, 400 otherwise. */
    public static final int LINE_BYTES_MAX = 4096;
    /** Most header lines. */
    public static final int HEADER_LINES_MAX = 64;

    private static final int EMPTY_LINES_MAX = 16;
    private static final byte[] NO_BODY = {};

    private final int bodyBytesMax;
    private byte[] buffer = new byte[2048];
    private int read;
    private int write;
    private int scan;
    private int emptyLines;
    private @Nullable String startLine;
    private final List<RtspHeaders.Entry> headers = new ArrayList<>();
    private @Nullable RtspMessage head;
    private int bodyLength;
    private boolean dead;

    /** @param bodyBytesMax largest body; above it 413 */
    public RtspParser(int bodyBytesMax) {
        this.bodyBytesMax = bodyBytesMax;
    }

    /** Takes the bytes between position and limit and moves the position to the limit; the buffer is not kept. */
    public void feed(ByteBuffer bytes) {
        if (dead) {
            bytes.position(bytes.limit());
            return;
        }
        int length = bytes.remaining();
        if (buffer.length - write < length) {
            int used = write - read;
            var larger = buffer.length < used + length ? new byte[Math.max(used + length, buffer.length * 2)] : buffer;
            System.arraycopy(buffer, read, larger, 0, used);
            buffer = larger;
            scan -= read;
            write = used;
            read = 0;
        }
        bytes.get(buffer, write, length);
        write += length;
    }

    /** Whether a message has begun and is not complete. */
    public boolean inMessage() {
        return read < write || startLine != null || head != null;
    }

    /**
     * The next complete message, or null if more bytes are needed.
     *
     * @throws RtspParseException if the bytes are not RTSP; the parser is dead then
     */
    public @Nullable RtspMessage next() throws RtspParseException {
        if (dead) {
            return null;
        }
        try {
            return parse();
        } catch (RtspParseException e) {
            dead = true;
            throw e;
        }
    }

    private @Nullable RtspMessage parse() throws RtspParseException {
        while (head == null) {
            if (startLine == null && read < write && buffer[read] == '$') {
                return interleaved();
            }
            var line = line();
            if (line == null) {
                return null;
            }
            if (startLine == null) {
                if (!line.isBlank()) {
                    startLine = line;
                    emptyLines = 0;
                } else if (++emptyLines > EMPTY_LINES_MAX) {
                    throw new RtspParseException(
                            RtspStatus.BAD_REQUEST, "RTSP message expected, found more than 16 empty lines");
                }
            } else if (line.isEmpty()) {
                head = head(startLine, new RtspHeaders(headers));
                bodyLength = bodyLength(new RtspHeaders(headers));
                headers.clear();
                startLine = null;
            } else {
                header(line);
            }
        }
        if (write - read < bodyLength) {
            return null;
        }
        var body = bodyLength == 0 ? NO_BODY : Arrays.copyOfRange(buffer, read, read + bodyLength);
        consume(bodyLength);
        var complete = switch (head) {
            case RtspMessage.Request r -> new RtspMessage.Request(r.method(), r.uri(), r.version(), r.headers(), body);
            case RtspMessage.Response r ->
                new RtspMessage.Response(r.version(), r.status(), r.reason(), r.headers(), body);
            case RtspMessage.Interleaved i -> i;
        };
        head = null;
        return complete;
    }

    private RtspMessage.@Nullable Interleaved interleaved() {
        if (write - read < 4) {
            return null;
        }
        int length = (buffer[read + 2] & 0xFF) << 8 | buffer[read + 3] & 0xFF;
        if (write - read < 4 + length) {
            return null;
        }
        var frame = new RtspMessage.Interleaved(
                buffer[read + 1] & 0xFF, Arrays.copyOfRange(buffer, read + 4, read + 4 + length));
        consume(4 + length);
        return frame;
    }

    private void consume(int bytes) {
        read += bytes;
        if (read == write) {
            read = 0;
            write = 0;
        }
        scan = read;
    }

    private @Nullable String line() throws RtspParseException {
        for (scan = Math.max(scan, read); scan < write; scan++) {
            if (buffer[scan] == '\n') {
                int end = scan > read && buffer[scan - 1] == '\r' ? scan - 1 : scan;
                var line = new String(buffer, read, end - read, StandardCharsets.UTF_8);
                consume(scan + 1 - read);
                return line;
            }
            if (scan - read > LINE_BYTES_MAX) {
                throw new RtspParseException(
                        startLine == null ? RtspStatus.URI_TOO_LONG : RtspStatus.BAD_REQUEST,
                        "line of at most " + LINE_BYTES_MAX + " bytes expected");
            }
            if (buffer[scan] == 0) {
                throw new RtspParseException(RtspStatus.BAD_REQUEST, "text expected, found a zero byte");
            }
        }
        return null;
    }

    private void header(String line) throws RtspParseException {
        try {
            if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                if (headers.isEmpty()) {
                    throw new RtspParseException(RtspStatus.BAD_REQUEST, "header expected, found a folded line");
                }
                var last = headers.removeLast();
                var value = last.value() + " " + line.strip();
                if (value.length() > LINE_BYTES_MAX) {
                    throw new RtspParseException(
                            RtspStatus.BAD_REQUEST,
                            "header of at most " + LINE_BYTES_MAX + " bytes expected in " + last.name());
                }
                headers.add(new RtspHeaders.Entry(last.name(), value));
                return;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new RtspParseException(
                        RtspStatus.BAD_REQUEST, "header <name>: <value> expected in line " + (headers.size() + 2));
            }
            if (headers.size() == HEADER_LINES_MAX) {
                throw new RtspParseException(
                        RtspStatus.BAD_REQUEST, "at most " + HEADER_LINES_MAX + " header lines expected");
            }
            headers.add(new RtspHeaders.Entry(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip()));
        } catch (IllegalArgumentException e) {
            throw new RtspParseException(RtspStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private int bodyLength(RtspHeaders fields) throws RtspParseException {
        var values = fields.all("Content-Length").stream().distinct().toList();
        if (values.isEmpty()) {
            return 0;
        }
        if (values.size() > 1 || !values.getFirst().matches("\\d{1,18}")) {
            throw new RtspParseException(
                    RtspStatus.BAD_REQUEST,
                    "one Content-Length of digits expected, found " + values.size() + " different or damaged");
        }
        long length = Long.parseLong(values.getFirst());
        if (length > bodyBytesMax) {
            throw new RtspParseException(
                    RtspStatus.ENTITY_TOO_LARGE,
                    "body of at most " + bodyBytesMax + " bytes expected, found " + length);
        }
        return (int) length;
    }

    private static RtspMessage head(String line, RtspHeaders headers) throws RtspParseException {
        var parts = line.split(" ", 3);
        if (parts.length >= 2 && parts[0].startsWith("RTSP/")) {
            if (!parts[1].matches("[1-9]\\d\\d")) {
                throw new RtspParseException(
                        RtspStatus.BAD_REQUEST, "status line expected, found a status that is not three digits");
            }
            return new RtspMessage.Response(
                    version(parts[0]),
                    Integer.parseInt(parts[1]),
                    parts.length == 3 ? parts[2].strip() : "",
                    headers,
                    NO_BODY);
        }
        if (parts.length != 3 || !parts[0].matches("[A-Z_]{1,32}") || parts[1].isEmpty()) {
            throw new RtspParseException(
                    RtspStatus.BAD_REQUEST, "<METHOD> <uri> RTSP/<version> expected in the first line");
        }
        if (!parts[1].chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new RtspParseException(RtspStatus.BAD_REQUEST, "URI of visible ASCII expected");
        }
        return new RtspMessage.Request(parts[0], parts[1], version(parts[2].strip()), headers, NO_BODY);
    }

    private static RtspVersion version(String text) throws RtspParseException {
        if (!text.matches("RTSP/\\d{1,3}\\.\\d{1,3}")) {
            throw new RtspParseException(
                    RtspStatus.BAD_REQUEST, "RTSP/1.0 or RTSP/2.0 expected, found another protocol");
        }
        return switch (text) {
            case "RTSP/1.0" -> RtspVersion.V1_0;
            case "RTSP/2.0" -> RtspVersion.V2_0;
            default -> RtspVersion.UNSUPPORTED;
        };
    }
}

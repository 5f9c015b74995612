package vedette.mtu;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A viewer by RTSP over TCP that costs next to nothing: asks, then reads and counts, or never reads. Its requests are those of RTSP 1.0. */
final class DrainViewer implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final Socket socket = new Socket();
    private final URI uri;
    private final @Nullable String user;
    private final @Nullable String password;
    private String session = "";
    private int cseq;

    /** @param user null for a server that wants no credentials */
    DrainViewer(String url, @Nullable String user, @Nullable String password) {
        this.uri = URI.create(url);
        this.user = user;
        this.password = password;
    }

    /** Plays the first track. @param receiveBufferBytes of the socket, 0 for the system's default */
    DrainViewer play(int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()));
        socket.setSoTimeout(20_000);
        String description = request("DESCRIBE " + uri, "Accept: application/sdp\r\n");
        if (user != null && description.startsWith("RTSP/1.0 401")) {
            String nonce = field(description, "nonce=\"");
            description = request(
                    "DESCRIBE " + uri,
                    "Accept: application/sdp\r\nAuthorization: Digest username=\"%s\", realm=\"vedette\", nonce=\"%s\", uri=\"%s\", response=\"%s\"\r\n"
                            .formatted(user, nonce, uri, md5(md5(user + ":vedette:" + password) + ":" + nonce + ":" + md5("DESCRIBE:" + uri))));
        }
        String video = description.substring(description.indexOf("m=video"));
        String control = field(video, "a=control:");
        String track = control.startsWith("rtsp:") ? control : uri + "/" + control;
        session = field(request("SETUP " + track, "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"), "Session: ");
        String playing = request("PLAY " + uri, "Session: " + session + "\r\n");
        if (!playing.contains(" 200 ")) {
            throw new IOException("200 to PLAY expected, found " + playing);
        }
        return this;
    }

    /** Reads until the end, on the caller's thread. */
    void drain(LongAdder bytes) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(0);
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes.add(n);
            }
        } catch (IOException closed) {
            bytes.add(0); // Closed by close(): that is how it ends.
        }
    }

    /** Says that it is there; the answer comes among the media. */
    void keepAlive() throws IOException {
        send("GET_PARAMETER " + uri, "Session: " + session + "\r\n");
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String field(String answer, String name) {
        int from = answer.lastIndexOf(name);
        if (from < 0) {
            throw new AssertionError(name + " expected in: " + answer);
        }
        return answer.substring(from + name.length()).split("[\"\r\n;]")[0];
    }

    private void send(String line, String headers) throws IOException {
        socket.getOutputStream().write((line + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Head and body of the answer. */
    private String request(String line, String headers) throws IOException {
        send(line, headers);
        InputStream in = socket.getInputStream();
        StringBuilder answer = new StringBuilder();
        answer.append((char) afterMedia(in));
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed instead of an answer to " + line);
            }
            answer.append((char) next);
        }
        int length = answer.indexOf("Content-Length: ");
        if (length > 0) {
            byte[] body = in.readNBytes(Integer.parseInt(answer.substring(length + 16, answer.indexOf("\r", length))));
            answer.append(new String(body, StandardCharsets.UTF_8));
        }
        return answer.toString();
    }

    /** The first byte that is not part of an interleaved frame: some servers send media before they answer PLAY. */
    private static int afterMedia(InputStream in) throws IOException {
        int first = in.read();
        while (first == '$') {
            byte[] head = in.readNBytes(3);
            in.skipNBytes((head[1] & 0xFF) << 8 | head[2] & 0xFF);
            first = in.read();
        }
        return first;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

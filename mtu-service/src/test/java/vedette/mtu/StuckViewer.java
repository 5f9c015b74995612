package vedette.mtu;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A viewer that asks for everything and then never reads. */
final class StuckViewer implements AutoCloseable {
    private final Socket socket = new Socket();
    private int cseq;

    void play(RunningMtu.Commanded relay) throws Exception {
        URI uri = URI.create(relay.rtsp());
        socket.setReceiveBufferSize(16 * 1024);
        socket.connect(new java.net.InetSocketAddress(uri.getHost(), uri.getPort()));
        String nonce = field(request("DESCRIBE " + uri, ""), "nonce=\"");
        String authorization = "Authorization: Digest username=\"%s\", realm=\"vedette\", nonce=\"%s\", uri=\"%s\", response=\"%s\"\r\n"
                .formatted(relay.sessionId(), nonce, uri, response(relay, nonce, uri.toString()));
        request("DESCRIBE " + uri, authorization);
        String session = field(request("SETUP " + uri + "/trackID=0", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"), "Session: ").split(";")[0];
        request("PLAY " + uri, "Session: " + session + "\r\n");
    }

    private static String response(RunningMtu.Commanded relay, String nonce, String uri) throws Exception {
        String ha1 = md5(relay.sessionId() + ":vedette:" + relay.token());
        return md5(ha1 + ":" + nonce + ":" + md5("DESCRIBE:" + uri));
    }

    private static String md5(String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String field(String answer, String name) {
        int from = answer.indexOf(name);
        if (from < 0) {
            throw new AssertionError(name + " expected in: " + answer);
        }
        String rest = answer.substring(from + name.length());
        return rest.split("[\"\r;]")[0];
    }

    private String request(String line, String headers) throws IOException {
        socket.getOutputStream()
                .write((line + " RTSP/1.0\r\nCSeq: " + ++cseq + "\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) socket.getInputStream().read());
        }
        int body = answer.indexOf("Content-Length: ");
        if (body > 0) {
            int length = Integer.parseInt(answer.substring(body + 16, answer.indexOf("\r", body)));
            socket.getInputStream().readNBytes(length);
        }
        return answer.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package vedette.rtsp.server;

import java.net.InetSocketAddress;
import java.util.Optional;
import vedette.rtsp.RtspHeaders;
import vedette.rtsp.RtspVersion;
import vedette.rtsp.auth.Credentials;

/**
 * A request as the application sees it.
 *
 * @param method method name
 * @param uri URI as sent
 * @param path path of the stream without track suffix and trailing slash, for example {@code /live/dev_1/1/main}
 * @param version version of the request
 * @param credentials what the sender proves itself with; clear text kinds only where the transport allows them
 * @param peer address of the connection's other end
 * @param secure whether the connection is TLS
 * @param headers all header fields, for example {@code Vedette-Flow}
 */
public record RtspRequestInfo(
        String method,
        String uri,
        String path,
        RtspVersion version,
        Credentials credentials,
        InetSocketAddress peer,
        boolean secure,
        RtspHeaders headers) {
    /** Value of the first header field of this name. */
    public Optional<String> header(String name) {
        return headers.first(name);
    }
}

package vedette.rtsp;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * An {@code rtsp} or {@code rtsps} URL without credentials (RFC 7826 §4.2): secrets never travel in URLs here.
 *
 * @param secure whether the scheme is rtsps
 * @param host name or address, IPv6 without brackets
 * @param port 1..65535, default 554 or 322
 * @param path raw path and query, beginning with a slash
 */
public record RtspUrl(boolean secure, String host, int port, String path) {
    /**
     * Parses a URL.
     *
     * @throws IllegalArgumentException if it is not an absolute rtsp or rtsps URL, or if it carries user information;
     *     the message does not repeat the text
     */
    public static RtspUrl parse(String text) {
        try {
            var uri = new URI(text);
            var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(java.util.Locale.ROOT);
            boolean secure = scheme.equals("rtsps");
            if (!secure && !scheme.equals("rtsp")) {
                throw new IllegalArgumentException("rtsp:// or rtsps:// URL expected, found scheme '" + scheme + "'");
            }
            if (uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException(
                        "URL without user and password expected; give the credentials separately");
            }
            if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 65_535) {
                throw new IllegalArgumentException("rtsp URL with host and port 1..65535 expected");
            }
            var host = uri.getHost().startsWith("[")
                    ? uri.getHost().substring(1, uri.getHost().length() - 1)
                    : uri.getHost();
            var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            return new RtspUrl(
                    secure,
                    host,
                    uri.getPort() > 0 ? uri.getPort() : secure ? 322 : 554,
                    uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "rtsp URL expected, found a text that is no URI at index " + e.getIndex());
        }
    }

    /** The URL's text with its port. */
    public String format() {
        return (secure ? "rtsps://" : "rtsp://") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port
                + path;
    }

    @Override
    public String toString() {
        return format();
    }
}

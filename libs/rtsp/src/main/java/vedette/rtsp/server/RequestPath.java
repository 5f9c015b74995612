package vedette.rtsp.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The stream and track that a request URI names.
 *
 * @param base the URI up to the stream, without trailing slash
 * @param path its path
 * @param track index of the track, or -1 for the aggregate
 */
record RequestPath(String base, String path, int track) {
    private static final Pattern WITH_TRACK = Pattern.compile("(.*)" + ServerSession.TRACK + "(\\d{1,3})");

    /** Null if the URI is not an absolute rtsp URI, or carries user information or a query, where secrets would hide. */
    static @Nullable RequestPath parse(String uri) {
        try {
            var parsed = new URI(uri);
            boolean rtsp = "rtsp".equalsIgnoreCase(parsed.getScheme()) || "rtsps".equalsIgnoreCase(parsed.getScheme());
            if (!rtsp
                    || parsed.getRawUserInfo() != null
                    || parsed.getRawQuery() != null
                    || parsed.getRawFragment() != null
                    || parsed.getRawPath() == null) {
                return null;
            }
            var trimmed = trim(uri);
            var matcher = WITH_TRACK.matcher(trimmed);
            if (matcher.matches()) {
                var path = WITH_TRACK.matcher(trim(parsed.getPath()));
                return new RequestPath(
                        trim(matcher.group(1)),
                        path.matches() ? trim(path.group(1)) : trim(parsed.getPath()),
                        Integer.parseInt(matcher.group(2)));
            }
            return new RequestPath(trimmed, trim(parsed.getPath()), -1);
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private static String trim(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(0, end);
    }
}

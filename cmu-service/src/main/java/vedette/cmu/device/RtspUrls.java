package vedette.cmu.device;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** RTSP URLs of devices, {@code rtsp://host:port/live/{device_id}/{channel}/{stream}}. */
public final class RtspUrls {
    private static final int LENGTH_MAX = 200;

    private RtspUrls() {}

    /** Whether this is a base URL of an RTSP server: scheme, host, perhaps port; nothing else. */
    static boolean isBase(String url) {
        if (url.length() > LENGTH_MAX) {
            return false;
        }
        try {
            URI uri = new URI(url);
            boolean scheme = "rtsp".equals(uri.getScheme()) || "rtsps".equals(uri.getScheme());
            boolean bare = uri.getRawUserInfo() == null && uri.getRawQuery() == null && uri.getRawFragment() == null;
            String path = uri.getRawPath();
            return scheme && bare && uri.getHost() != null && (path == null || path.isEmpty() || "/".equals(path));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The URL of one stream; empty text if the device serves no RTSP. */
    public static String live(@Nullable String base, String deviceId, int channel, String stream) {
        if (base == null) {
            return "";
        }
        String root = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        return root + "/live/" + deviceId + "/" + channel + "/" + stream;
    }
}

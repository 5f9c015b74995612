package vedette.cuweb;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import vedette.platform.config.PlatformProperties;

/**
 * The WebSocket origins from which pages fetch fragments of distributed pictures (H.626.4 §11.3), as sources of the content
 * security policy (CSP Level 3 §2.3.1). Immutable.
 */
@Component
class MediaOrigins {
    private static final int ORIGINS_MAX = 64;
    private static final String HOST = "[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]";

    private final List<String> origins;

    /** @throws IllegalArgumentException naming the setting that is no {@code ws} or {@code wss} origin */
    MediaOrigins(PlatformProperties platform, CuWebProperties properties) {
        this.origins = properties.mediaOrigins().isEmpty()
                ? defaults(platform.publicAddress(), properties)
                : properties.mediaOrigins().stream().map(MediaOrigins::check).distinct().toList();
        if (origins.size() > ORIGINS_MAX) {
            throw new IllegalArgumentException(
                    "vedette.cu-web.media-origins takes at most " + ORIGINS_MAX + " origins, found: " + origins.size());
        }
    }

    /** The sources, separated by spaces. */
    String sources() {
        return origins.stream().collect(Collectors.joining(" "));
    }

    private static List<String> defaults(String address, CuWebProperties properties) {
        String host = address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
        String tls = check("wss://" + host + ":" + properties.mediaTlsPort());
        return isLoopback(address) ? List.of(tls, check("ws://" + host + ":" + properties.mediaPlainPort())) : List.of(tls);
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("localhost") || address.equals("::1");
    }

    /** An origin and nothing more: whatever else stood here would end up in a header. */
    private static String check(String text) {
        URI origin;
        try {
            origin = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw wrong(text);
        }
        boolean scheme = "ws".equals(origin.getScheme()) || "wss".equals(origin.getScheme());
        boolean bare = origin.getRawPath().isEmpty() && origin.getRawQuery() == null && origin.getRawFragment() == null && origin.getRawUserInfo() == null;
        if (!scheme || !bare || origin.getHost() == null || !origin.getHost().matches(HOST)) {
            throw wrong(text);
        }
        return origin.getScheme() + "://" + origin.getRawAuthority();
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "vedette.cu-web.media-origins wants origins such as wss://media.example.org:8445, found: " + text);
    }
}

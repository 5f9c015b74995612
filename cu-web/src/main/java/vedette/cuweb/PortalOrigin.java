package vedette.cuweb;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vedette.platform.config.PlatformProperties;

/** The one origin that people open: scheme, host and port. Immutable. */
@Component
class PortalOrigin {
    private final URI origin;
    private final String text;

    PortalOrigin(PlatformProperties platform) {
        this.origin = URI.create(platform.portalOrigin());
        if (origin.getScheme() == null || origin.getHost() == null) {
            throw new IllegalArgumentException(
                    "vedette.portal-origin must be an origin such as https://example.org, found: " + platform.portalOrigin());
        }
        this.text = origin.getScheme() + "://" + origin.getRawAuthority();
    }

    boolean secure() {
        return "https".equals(origin.getScheme());
    }

    /** Whether browsers shall insist on TLS; at an address instead of a name they would not (RFC 6797 §8.1.1). */
    boolean strictTransport() {
        return secure() && !origin.getHost().matches("[0-9.]+|\\[.*]");
    }

    /** Whether an {@code Origin} header names this portal; absent is not this portal. */
    boolean matches(@Nullable String header) {
        return text.equals(header);
    }

    String text() {
        return text;
    }

    /** The origin of the portal's WebSockets, for the content security policy of browsers whose 'self' does not cover them. */
    String webSocket() {
        return (secure() ? "wss://" : "ws://") + origin.getRawAuthority();
    }
}

package vedette.cmu.config;

import java.net.URI;

/** What a portal origin says about the installation. Stateless. */
public final class Origins {
    private Origins() {}

    /** Whether the portal is reached from this host only. */
    public static boolean loopback(String origin) {
        String host = URI.create(origin).getHost();
        return "127.0.0.1".equals(host) || "localhost".equals(host) || "[::1]".equals(host);
    }
}

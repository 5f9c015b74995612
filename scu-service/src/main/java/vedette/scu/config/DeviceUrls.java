package vedette.scu.config;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How devices reach the device listener, known once it is bound. Thread-safe. */
public final class DeviceUrls {
    private final String host;
    private final String publicAddress;
    private final @Nullable String configured;
    private volatile int port;

    DeviceUrls(String publicAddress, @Nullable String configured) {
        if (configured != null && !configured.matches("https://[^/]+")) {
            throw new IllegalArgumentException("vedette.scu.device.public-url must be https://host:port, found: " + configured);
        }
        this.host = publicAddress;
        this.publicAddress = publicAddress.contains(":") ? "[" + publicAddress + "]" : publicAddress;
        this.configured = configured;
    }

    void bound(int actualPort) {
        port = actualPort;
    }

    /** Host names and addresses that devices may dial, for the listener's certificate. */
    List<String> hosts() {
        return configured == null ? List.of(host) : List.of(host, URI.create(configured).getHost());
    }

    /** Port as bound; 0 before. */
    public int port() {
        return port;
    }

    /** {@code https://host:8444}. */
    public String base() {
        return configured != null ? configured : "https://" + publicAddress + ":" + port;
    }

    /** {@code wss://host:8444/scu/v1/channel}. */
    public String channel() {
        return "wss" + base().substring("https".length()) + "/scu/v1/channel";
    }
}

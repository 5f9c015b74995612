package vedette.contracts.sc;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a device learns at its first contact (the Connector of the Cloud Surveillance System, CSS-3).
 *
 * @param nonce the device's nonce, echoed
 * @param time the platform's time: a device with a dead clock takes it
 * @param platformOrigin origin of the portal; part of everything that the device signs
 * @param protocolVersions versions of the device channel served
 * @param heartbeatMs period of heartbeats
 * @param nodes SCUs to try in random order
 * @param tlsCaPem certificates that the nodes' TLS certificates chain to
 * @param config further settings, possibly empty
 */
public record BootstrapPayload(
        String nonce,
        Instant time,
        String platformOrigin,
        List<Integer> protocolVersions,
        long heartbeatMs,
        List<Node> nodes,
        List<String> tlsCaPem,
        Map<String, Object> config) {

    /**
     * One SCU.
     *
     * @param scu instance name
     * @param url base URL of its device listener, {@code https://host:8444}
     * @param region region it serves, null = any
     * @param tasks what it serves, {@code register}
     */
    public record Node(String scu, String url, @Nullable String region, List<String> tasks) {}
}

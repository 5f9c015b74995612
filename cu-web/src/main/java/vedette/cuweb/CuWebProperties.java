package vedette.cuweb;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the gateway.
 *
 * @param port port of the portal; 0 picks a free one (tests)
 * @param faces where the public faces of the services are
 * @param bodyMax largest request body that is passed on
 * @param callTimeout longest wait for a service's answer to a session call
 * @param mediaOrigins where pages may fetch fragments of distributed pictures, such as {@code wss://media.example.org:8445}; one
 *     per media server. Empty: the platform's public address with {@code mediaTlsPort}, on loopback {@code mediaPlainPort}
 * @param mediaTlsPort TLS port of the MTU at the public address
 * @param mediaPlainPort the MTU's port without TLS, which only exists on loopback
 */
@ConfigurationProperties("vedette.cu-web")
public record CuWebProperties(
        @DefaultValue("8080") int port,
        @DefaultValue Faces faces,
        @DefaultValue("64KB") DataSize bodyMax,
        @DefaultValue("10s") Duration callTimeout,
        @DefaultValue List<String> mediaOrigins,
        @DefaultValue("8445") int mediaTlsPort,
        @DefaultValue("8447") int mediaPlainPort) {

    /**
     * Public faces.
     *
     * @param cmu base address of the CMU's public face
     * @param scu base address of the SCU's public face
     */
    public record Faces(
            @DefaultValue("https://127.0.0.1:9111") URI cmu, @DefaultValue("https://127.0.0.1:9112") URI scu) {}
}

package vedette.cuweb;

import java.net.URI;
import java.time.Duration;
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
 */
@ConfigurationProperties("vedette.cu-web")
public record CuWebProperties(
        @DefaultValue("8080") int port,
        @DefaultValue Faces faces,
        @DefaultValue("64KB") DataSize bodyMax,
        @DefaultValue("10s") Duration callTimeout) {

    /**
     * Public faces.
     *
     * @param cmu base address of the CMU's public face
     * @param scu base address of the SCU's public face
     */
    public record Faces(
            @DefaultValue("https://127.0.0.1:9111") URI cmu, @DefaultValue("https://127.0.0.1:9112") URI scu) {}
}

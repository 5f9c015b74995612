package vedette.platform.config;

import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings that all services share.
 *
 * @param entity the functional entity, such as {@code cmu}; set by each service's own configuration file
 * @param instance name of this instance among its equals, part of its certificate
 * @param dataDir where state that is not in the database lies; the internal CA is in {@code internal-ca} below it
 * @param bindAddress address that listeners bind to
 * @param publicAddress host name or address that people and devices reach the platform by
 * @param portalOrigin origin of the portal, such as {@code https://example.org}
 * @param region region of this instance, for the choice of media and control units
 * @param publicPort port of the public face; 0 picks a free one (tests)
 * @param internalPort port of the internal face; 0 picks a free one (tests)
 * @param services internal faces of the other services by entity, such as {@code cmu} → {@code https://127.0.0.1:9101}
 */
@ConfigurationProperties("vedette")
public record PlatformProperties(
        String entity,
        @DefaultValue("1") String instance,
        @DefaultValue("data") Path dataDir,
        @DefaultValue("127.0.0.1") String bindAddress,
        @DefaultValue("127.0.0.1") String publicAddress,
        @DefaultValue("http://127.0.0.1:8080") String portalOrigin,
        @DefaultValue("default") String region,
        @DefaultValue("0") int publicPort,
        @DefaultValue("0") int internalPort,
        @DefaultValue Map<String, String> services) {}

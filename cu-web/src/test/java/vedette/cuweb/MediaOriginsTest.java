package vedette.cuweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import vedette.platform.config.PlatformProperties;

/** From where pages may fetch distributed pictures. */
class MediaOriginsTest {

    private static MediaOrigins of(String publicAddress, List<String> configured) {
        URI face = URI.create("https://127.0.0.1:9111");
        return new MediaOrigins(
                new PlatformProperties(
                        "cu-web", "1", Path.of("data"), "127.0.0.1", publicAddress, "https://example.org", "default", 0, 0, Map.of()),
                new CuWebProperties(
                        8443, new CuWebProperties.Faces(face, face), DataSize.ofKilobytes(64), Duration.ofSeconds(10), configured, 8445, 8447));
    }

    @Test
    void publicAddress_isReachedByTlsOnly() {
        assertThat(of("media.example.org", List.of()).sources()).isEqualTo("wss://media.example.org:8445");
        assertThat(of("203.0.113.7", List.of()).sources()).isEqualTo("wss://203.0.113.7:8445");
        assertThat(of("2001:db8::7", List.of()).sources()).isEqualTo("wss://[2001:db8::7]:8445");
    }

    @Test
    void loopback_hasThePlainListenerToo() {
        assertThat(of("127.0.0.1", List.of()).sources()).isEqualTo("wss://127.0.0.1:8445 ws://127.0.0.1:8447");
    }

    @Test
    void configuredOrigins_areAllThereIs() {
        assertThat(of("127.0.0.1", List.of("wss://m1.example.org:8445", "wss://m2.example.org")).sources())
                .isEqualTo("wss://m1.example.org:8445 wss://m2.example.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "https://m.example.org", "m.example.org", "wss://m.example.org/v1/fmp4", "wss://*", "wss://m.example.org; script-src *",
        "wss://user@m.example.org", "wss://m.example.org?x", "'unsafe-inline'", ""
    })
    void whateverIsNoOrigin_isRefused(String text) {
        assertThatThrownBy(() -> of("127.0.0.1", List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("vedette.cu-web.media-origins");
    }
}

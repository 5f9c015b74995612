package vedette.device;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A device's first act: asks the configured connectors, first to last, for the signed list of servers, and sets the device's clock from it. Only
 * signature, pin and nonce are trusted, so a device with a dead clock gets its time before it has to judge certificate dates.
 */
public final class BootstrapClient {
    /** The clock is left alone below this error: the answer's age on the wire is not known. */
    static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(BootstrapClient.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int NONCE_BYTES = 32;

    private final DeviceFile device;
    private final @Nullable String region;
    private final DeviceTransport transport;
    private final DeviceClock clock;
    private final SecureRandom random;

    public BootstrapClient(
            DeviceFile device,
            @Nullable String region,
            DeviceTransport transport,
            DeviceClock clock,
            SecureRandom random) {
        this.device = device;
        this.region = region;
        this.transport = transport;
        this.clock = clock;
        this.random = random;
    }

    /** Fails with the {@link DeviceException} of the last connector if none gave a valid answer. */
    public CompletionStage<Bootstrap> fetch() {
        return fetch(device.bootstrapUrls(), 0);
    }

    private CompletionStage<Bootstrap> fetch(List<String> urls, int index) {
        CompletionStage<Bootstrap> attempt = fetchFrom(urls.get(index));
        if (index + 1 == urls.size()) {
            return attempt;
        }
        return attempt.exceptionallyCompose(failure -> {
            LOG.info("{}: connector {} failed: {}", device.serial(), urls.get(index), Failures.message(failure));
            return fetch(urls, index + 1);
        });
    }

    private CompletionStage<Bootstrap> fetchFrom(String url) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        URI uri;
        try {
            uri = URI.create(url + "?nonce=" + nonce + "&serial=" + encode(device.serial())
                    + (region == null ? "" : "&region=" + encode(region)) + "&task=register");
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new DeviceException(
                    "device-file-invalid", "bootstrap_urls of device.json holds no URL: " + url, e));
        }
        return transport
                .exchange(new DeviceTransport.HttpCall("GET", uri, Map.of(), null, new TlsTrust.Unchecked(), TIMEOUT))
                .thenApply(answer -> open(answer, nonce, url));
    }

    private Bootstrap open(DeviceTransport.HttpAnswer answer, String nonce, String url) {
        if (answer.status() != 200) {
            throw new DeviceException(
                    "bootstrap-failed", "Expected 200 from " + url + ", found " + answer.status() + ".");
        }
        try {
            Bootstrap bootstrap = Bootstrap.open(
                    DeviceJson.MAPPER.readTree(answer.body()),
                    device.trustAnchor().bootstrapPin(),
                    nonce);
            if (clock.correct(bootstrap.time(), CLOCK_TOLERANCE)) {
                LOG.info("{}: clock set to {} from the signed bootstrap", device.serial(), bootstrap.time());
            }
            return bootstrap;
        } catch (JacksonException e) {
            throw new DeviceException("answer-malformed", "Expected a signed bootstrap in JSON from " + url + ".", e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

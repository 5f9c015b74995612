package vedette.cmu.sms;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Posts messages as JSON; 5xx, 429 and silence are retried by the queue, other 4xx are final. */
final class HttpSmsGateway implements SmsGateway {
    private static final Logger log = LoggerFactory.getLogger(HttpSmsGateway.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int TOO_MANY = 429;

    private final RestClient client;
    private final URI url;
    private final String reportUrl;

    record Submission(
            @JsonProperty("message_id") String messageId,
            @JsonProperty("to") String to,
            @JsonProperty("text") String text,
            @JsonProperty("report_url") String reportUrl,
            @JsonProperty("report_token") String reportToken) {}

    HttpSmsGateway(URI url, @Nullable String token, String portalOrigin) {
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory();
        factory.setReadTimeout(TIMEOUT);
        RestClient.Builder builder = RestClient.builder().requestFactory(factory);
        if (token != null) {
            builder.defaultHeader("Authorization", "Bearer " + token);
        }
        this.client = builder.build();
        this.url = url;
        this.reportUrl = portalOrigin + "/cmu/v1/sms-reports";
    }

    @Override
    public Result submit(String messageId, String phone, String text, String reportToken) {
        try {
            HttpStatusCode status = client.post()
                    .uri(url)
                    .contentType(MediaType.APPLICATION_JSON)
                    .header("Idempotency-Key", messageId)
                    .body(new Submission(messageId, phone, text, reportUrl, reportToken))
                    .exchange((_, response) -> response.getStatusCode());
            if (status != null && status.is2xxSuccessful()) {
                return Result.ACCEPTED;
            }
            boolean later = status == null || status.is5xxServerError() || status.value() == TOO_MANY;
            log.atWarn()
                    .addKeyValue("messageId", messageId)
                    .addKeyValue("status", status)
                    .log("SMS gateway refused a message");
            return later ? Result.RETRY : Result.REJECTED;
        } catch (RestClientException e) {
            log.atWarn()
                    .addKeyValue("messageId", messageId)
                    .addKeyValue("cause", e.getClass().getSimpleName())
                    .log("SMS gateway does not answer");
            return Result.RETRY;
        }
    }
}

package vedette.cmu.crm;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import vedette.cmu.problem.CmuProblem;

/** Asks over HTTP: {@code POST <url>} {"phone": "+…"} answers {"active": true|false}. */
final class HttpCrm implements Crm {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final RestClient client;
    private final URI url;

    record Question(String phone) {}

    record Answer(@JsonProperty("active") @Nullable Boolean active) {}

    HttpCrm(URI url, @Nullable String token) {
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory();
        factory.setReadTimeout(TIMEOUT);
        RestClient.Builder builder = RestClient.builder().requestFactory(factory);
        if (token != null) {
            builder.defaultHeader("Authorization", "Bearer " + token);
        }
        this.client = builder.build();
        this.url = url;
    }

    @Override
    public void check(String phone) {
        Answer answer;
        try {
            answer = client.post()
                    .uri(url)
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(new Question(phone))
                    .retrieve()
                    .body(Answer.class);
        } catch (RestClientException e) {
            throw CmuProblem.CRM_UNAVAILABLE.exception(e);
        }
        if (answer == null || answer.active() == null) {
            throw CmuProblem.CRM_UNAVAILABLE.exception();
        }
        if (!answer.active()) {
            throw CmuProblem.SUBSCRIBER_DENIED.exception();
        }
    }
}

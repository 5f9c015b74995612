package vedette.mtu.cmu;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sc.SessionEnded;
import vedette.contracts.sc.SessionPath;
import vedette.contracts.sc.SessionVerified;
import vedette.contracts.sc.SessionVerify;

/** What the MTU asks the CMU about sessions, and tells it. Methods block for at most the client's time-outs. Thread-safe. */
public final class CmuSessions {
    private static final Logger log = LoggerFactory.getLogger(CmuSessions.class);
    /** Reason of a check that got no answer. */
    public static final String UNAVAILABLE = "cmu-unavailable";

    private final Supplier<RestClient> client;

    /** @param client client of the CMU's internal face; asked each time, so that a missing address fails the call only */
    public CmuSessions(Supplier<RestClient> client) {
        this.client = client;
    }

    /** Checks a viewer (R08). Never throws: without an answer it is refused as {@link #UNAVAILABLE}. */
    public SessionVerified verify(String sessionId, SessionVerify check) {
        try {
            SessionVerified answer = post("/internal/v1/sessions/{id}:verify", sessionId, check, check.flow()).body(SessionVerified.class);
            return answer == null ? SessionVerified.refused(UNAVAILABLE, null) : answer;
        } catch (RestClientException e) {
            log.atWarn().addKeyValue("sessionId", sessionId).addKeyValue("reason", String.valueOf(e.getMessage())).log("Viewer not checked");
            return SessionVerified.refused(UNAVAILABLE, null);
        }
    }

    /** Tells the path of a session; a failure is logged only. */
    public void path(String sessionId, SessionPath path) {
        tell("/internal/v1/sessions/{id}:path", sessionId, path);
    }

    /** Tells that a session is over; a failure is logged only. */
    public void ended(String sessionId, SessionEnded report) {
        tell("/internal/v1/sessions/{id}:ended", sessionId, report);
    }

    private void tell(String path, String sessionId, Object body) {
        try {
            post(path, sessionId, body, null).toBodilessEntity();
        } catch (RestClientException e) {
            log.atInfo().addKeyValue("sessionId", sessionId).addKeyValue("reason", String.valueOf(e.getMessage())).log("CMU not told");
        }
    }

    private RestClient.ResponseSpec post(String path, String sessionId, Object body, @Nullable FlowRef flow) {
        RestClient.RequestBodySpec request = client.get().post().uri(path, sessionId).contentType(MediaType.APPLICATION_JSON);
        if (flow != null) {
            request.header(FlowHeader.NAME, FlowHeader.format(flow));
        }
        return request.body(body).retrieve();
    }
}

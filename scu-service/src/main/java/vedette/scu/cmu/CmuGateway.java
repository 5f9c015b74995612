package vedette.scu.cmu;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sc.BootstrapRequest;
import vedette.contracts.sc.ChannelAccepted;
import vedette.contracts.sc.ChannelOpen;
import vedette.contracts.sc.DeviceAuthAccepted;
import vedette.contracts.sc.DeviceAuthCheck;
import vedette.contracts.sc.DeviceButton;
import vedette.contracts.sc.DeviceCapabilitiesReport;
import vedette.contracts.sc.LeaseRequest;
import vedette.contracts.sc.Leases;
import vedette.contracts.sc.PresenceReport;
import vedette.contracts.sc.PresenceResult;
import vedette.contracts.sc.RegistrationRequest;
import vedette.contracts.sc.RegistrationResult;
import vedette.contracts.sc.ServiceInstances;
import vedette.contracts.sc.SessionEnded;
import vedette.contracts.sc.SessionPath;
import vedette.contracts.sc.SessionPeek;
import vedette.contracts.sc.SessionPeeked;
import vedette.contracts.sc.SessionRoute;
import vedette.contracts.sc.SessionVerified;
import vedette.contracts.sc.SessionVerify;
import vedette.contracts.sc.SignedBootstrap;

/**
 * The CMU's internal operations that the SCU uses (reference point Sc). Methods block for at most the client's time-outs; all throw
 * {@link CmuProblemException} with the CMU's own problem, or {@code cmu-unavailable}. Thread-safe.
 */
public class CmuGateway {
    private static final Logger log = LoggerFactory.getLogger(CmuGateway.class);

    private final Supplier<RestClient> client;
    private final JsonMapper mapper;

    /** @param client the client of the CMU's internal face */
    public CmuGateway(Supplier<RestClient> client, JsonMapper mapper) {
        this.client = client;
        this.mapper = mapper;
    }

    /**
     * An answer with the flow step that it is.
     *
     * @param status HTTP status
     * @param flow from the header, if valid
     */
    public record Answer<T>(int status, T body, Optional<FlowRef> flow) {}

    public SignedBootstrap bootstrap(BootstrapRequest request) {
        return post("/internal/v1/bootstraps", request, SignedBootstrap.class, null).body();
    }

    public Answer<RegistrationResult> register(RegistrationRequest request) {
        return post("/internal/v1/registrations", request, RegistrationResult.class, request.flow());
    }

    public ChannelAccepted openChannel(ChannelOpen request) {
        return post("/internal/v1/channels", request, ChannelAccepted.class, null).body();
    }

    public PresenceResult presence(PresenceReport report) {
        return post("/internal/v1/presence", report, PresenceResult.class, null).body();
    }

    /** @param sessionId {@code ses_…} or {@link SessionVerify#BY_KEY} */
    public Answer<SessionVerified> verify(String sessionId, SessionVerify request) {
        return post("/internal/v1/sessions/" + sessionId + ":verify", request, SessionVerified.class, request.flow());
    }

    public void sessionEnded(String sessionId, SessionEnded report) {
        post("/internal/v1/sessions/" + sessionId + ":ended", report, Void.class, null);
    }

    public void sessionPath(String sessionId, SessionPath report) {
        post("/internal/v1/sessions/" + sessionId + ":path", report, Void.class, null);
    }

    public Leases leases(LeaseRequest request) {
        return post("/internal/v1/leases", request, Leases.class, null).body();
    }

    public void button(DeviceButton report) {
        post("/internal/v1/device-buttons", report, Void.class, null);
    }

    public void capabilities(DeviceCapabilitiesReport report) {
        post("/internal/v1/device-capabilities", report, Void.class, null);
    }

    public SessionRoute route(String sessionId) {
        return call(() -> body(client.get().get().uri("/internal/v1/sessions/" + sessionId + "/route").retrieve().toEntity(SessionRoute.class)));
    }

    /**
     * Register 11.3 R01: looks at a session by its token.
     *
     * @param flow run that this is for; the CMU notes whose it is
     */
    public SessionPeeked peek(String sessionId, SessionPeek request, FlowRef flow) {
        return post("/internal/v1/sessions/" + sessionId + ":peek", request, SessionPeeked.class, flow).body();
    }

    /** H.626.4 §8.3 S4. */
    public Answer<DeviceAuthAccepted> deviceAuth(DeviceAuthCheck request) {
        return post("/internal/v1/device-auth", request, DeviceAuthAccepted.class, request.flow());
    }

    /** Instances of an entity. */
    public ServiceInstances instances(String entity) {
        return call(() -> body(client.get().get().uri("/internal/v1/service-instances?entity=" + entity).retrieve().toEntity(ServiceInstances.class)));
    }

    private <T> Answer<T> post(String path, Object body, Class<T> type, @Nullable FlowRef flow) {
        return call(() -> {
            RestClient.RequestBodySpec request = client.get().post().uri(path).contentType(MediaType.APPLICATION_JSON);
            if (flow != null) {
                request.header(FlowHeader.NAME, FlowHeader.format(flow));
            }
            RestClient.ResponseSpec response = request.body(body).retrieve();
            ResponseEntity<T> entity = response.toEntity(type);
            Optional<FlowRef> answered = FlowHeader.parse(entity.getHeaders().getFirst(FlowHeader.NAME));
            T content = entity.getBody();
            if (content == null && type != Void.class) {
                throw CmuProblemException.unavailable();
            }
            return answer(entity.getStatusCode().value(), content, answered);
        });
    }

    @SuppressWarnings("NullAway") // Void answers have no body by their type.
    private static <T> Answer<T> answer(int status, @Nullable T content, Optional<FlowRef> flow) {
        return new Answer<>(status, content, flow);
    }

    private static <T> T body(ResponseEntity<T> entity) {
        T content = entity.getBody();
        if (content == null) {
            throw CmuProblemException.unavailable();
        }
        return content;
    }

    private <T> T call(Supplier<T> exchange) {
        try {
            return exchange.get();
        } catch (RestClientResponseException e) {
            throw new CmuProblemException(problem(e));
        } catch (RestClientException e) {
            log.atDebug().setCause(e).log("The CMU does not answer");
            throw CmuProblemException.unavailable();
        }
    }

    private Problem problem(RestClientResponseException e) {
        try {
            Problem problem = mapper.readValue(e.getResponseBodyAsByteArray(), Problem.class);
            if (problem != null && problem.code() != null) {
                return problem;
            }
        } catch (JacksonException notAProblem) {
            log.atDebug().setCause(notAProblem).log("The CMU answered {} without a problem body", e.getStatusCode());
        }
        return e.getStatusCode().is5xxServerError()
                ? CmuProblemException.unavailable().problem()
                : Problem.of("cmu-refused", "The platform refused", e.getStatusCode().value(), "The centre management unit refused this request.");
    }
}

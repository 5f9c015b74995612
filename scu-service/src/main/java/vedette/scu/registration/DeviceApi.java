package vedette.scu.registration;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import vedette.contracts.Ids;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.Challenge;
import vedette.contracts.ps.ChallengeRequest;
import vedette.contracts.ps.DeviceRegistered;
import vedette.contracts.ps.DeviceRegistration;
import vedette.contracts.sc.BootstrapRequest;
import vedette.contracts.sc.RegistrationRequest;
import vedette.contracts.sc.RegistrationResult;
import vedette.platform.flow.FlowTrace;
import vedette.scu.channel.Frames;
import vedette.scu.cmu.CmuGateway;
import vedette.scu.cmu.CmuProblemException;

/**
 * The HTTP operations of the device listener: bootstrap, challenge, registration (H.626.4 §8.1 S1 … S4). Blocks while it asks the CMU: run it
 * on virtual threads. Thread-safe.
 */
public final class DeviceApi {
    private static final Logger log = LoggerFactory.getLogger(DeviceApi.class);
    private static final String FLOW = "8.1";

    private final CmuGateway cmu;
    private final Challenges challenges;
    private final FlowTrace trace;
    private final Clock clock;
    private final String scu;
    private final String platformOrigin;
    private final Supplier<String> channelUrl;

    /**
     * The operations of one instance.
     *
     * @param scu name of this instance
     * @param platformOrigin origin of the portal, part of what devices sign
     * @param channelUrl where devices open their channel, known once the listener is bound
     */
    public DeviceApi(
            CmuGateway cmu, Challenges challenges, FlowTrace trace, Clock clock, String scu, String platformOrigin, Supplier<String> channelUrl) {
        this.cmu = cmu;
        this.challenges = challenges;
        this.trace = trace;
        this.clock = clock;
        this.scu = scu;
        this.platformOrigin = platformOrigin;
        this.channelUrl = channelUrl;
    }

    /**
     * A request.
     *
     * @param path without query
     * @param query first value of each parameter, decoded
     * @param flow header {@code Vedette-Flow}, or null
     * @param body complete
     * @param peerAddress without port
     */
    public record Request(String method, String path, Map<String, String> query, @Nullable String flow, byte[] body, String peerAddress) {}

    /**
     * An answer.
     *
     * @param flow value of header {@code Vedette-Flow}, or null
     * @param contentType media type of the body
     * @param retryAfterSeconds value of header {@code Retry-After}, or null
     */
    public record Response(int status, @Nullable String flow, String contentType, byte[] body, @Nullable Long retryAfterSeconds) {
        /** A problem as the answer. */
        public static Response problem(Problem problem, @Nullable String flow) {
            return new Response(problem.status(), flow, Problem.MEDIA_TYPE, Frames.MAPPER.writeValueAsBytes(problem), Problem.retryAfterSeconds(problem));
        }

        static Response json(int status, Object body, @Nullable String flow) {
            return new Response(status, flow, "application/json", Frames.MAPPER.writeValueAsBytes(body), null);
        }
    }

    /** Serves one request; never throws. */
    public Response serve(Request request) {
        try {
            return switch (request.path()) {
                case "/scu/v1/bootstrap" -> only("GET", request, () -> bootstrap(request));
                case "/scu/v1/challenges" -> only("POST", request, () -> challenge(request));
                case "/scu/v1/devices:register" -> only("POST", request, () -> register(request));
                case "/scu/v1/channel" -> refuse(426, "upgrade-required", "The control channel is a WebSocket with subprotocol vedette.device.v1.", null);
                default -> refuse(404, "not-found", "There is nothing under this path. Devices use /scu/v1/bootstrap, /scu/v1/challenges,"
                        + " /scu/v1/devices:register and /scu/v1/channel.", null);
            };
        } catch (CmuProblemException e) {
            return Response.problem(e.problem(), null);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("path", request.path()).log("Unexpected failure of a device's request");
            return refuse(500, "internal-error", "Something went wrong on our side. Try again.", null);
        }
    }

    private static Response only(String method, Request request, Supplier<Response> operation) {
        return request.method().equals(method)
                ? operation.get()
                : refuse(405, "method-not-allowed", "Expected " + method + " on " + request.path() + ", found " + request.method() + ".", null);
    }

    private static Response refuse(int status, String code, String detail, @Nullable String flow) {
        String words = code.replace('-', ' ');
        return Response.problem(
                Problem.of(code, words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1), status, detail), flow);
    }

    private Response bootstrap(Request request) {
        String nonce = request.query().get("nonce");
        if (nonce == null || !nonce.matches("[A-Za-z0-9_-]{22,43}")) {
            return refuse(400, "nonce-malformed", "Expected ?nonce= as base64url without padding of 16 to 32 random bytes.", null);
        }
        for (String name : List.of("serial", "region", "task")) {
            String value = request.query().get(name);
            if (value != null && !value.matches("[A-Za-z0-9._-]{1,64}")) {
                return refuse(400, "request-invalid", "Expected ?" + name + "= as 1..64 letters, digits, '.', '_' and '-'.", null);
            }
        }
        return Response.json(
                200,
                cmu.bootstrap(new BootstrapRequest(
                        nonce, request.query().get("serial"), request.query().get("region"), request.query().get("task"))),
                null);
    }

    private Response challenge(Request request) {
        ChallengeRequest body = read(request, ChallengeRequest.class);
        if (body == null || serialOf(body) == null) {
            return refuse(400, "request-invalid", "Expected {\"serial\": \"…\"} with 3..64 letters, digits and '-'.", null);
        }
        Optional<Challenge> challenge = challenges.issue(body.serial());
        return challenge.isPresent()
                ? Response.json(201, challenge.get(), null)
                : refuse(503, "scu-busy", "Too many devices register at this moment. Try again in a minute.", null);
    }

    private static @Nullable String serialOf(ChallengeRequest body) {
        String serial = body.serial();
        return String.valueOf(serial).matches("[A-Za-z0-9][A-Za-z0-9-]{2,63}") ? serial : null;
    }

    private Response register(Request request) {
        FlowRef s1 = FlowHeader.parse(request.flow())
                .filter(ref -> ref.flow().equals(FLOW) && ref.step().equals("S1"))
                .orElseGet(() -> new FlowRef(FLOW, Ids.next("flw"), "S1", null));
        DeviceRegistration body = read(request, DeviceRegistration.class);
        String messageId = body == null ? Ids.next("msg") : String.valueOf(body.nonce());
        Problem refusal = check(body);
        String s1Event = trace.received(
                s1, "pu", "POST /scu/v1/devices:register", refusal == null ? FlowEvent.OK : refusal.code(), messageId);
        if (body == null || refusal != null) {
            log.atInfo().addKeyValue("code", refusal == null ? "request-invalid" : refusal.code())
                    .addKeyValue("peer", request.peerAddress()).log("Registration refused by the SCU");
            Problem answer = refusal == null ? invalid(List.of()) : refusal;
            return Response.problem(inFlow(answer, s1, "S1"), FlowHeader.format(s1.at("S4", s1Event)));
        }
        return askCmu(body, request, s1, s1Event);
    }

    private Response askCmu(DeviceRegistration body, Request request, FlowRef s1, String s1Event) {
        FlowRef s2 = s1.at("S2", s1Event);
        try {
            CmuGateway.Answer<RegistrationResult> answer = cmu.register(new RegistrationRequest(
                    body.serial(), body.kind(), body.bootId(), body.nonce(), body.certificateChainPem(), body.signature(),
                    body.labelVerifier(), body.firmware(), body.model(), body.level(), body.protocolVersions(), body.capabilities(),
                    body.media(), scu, request.peerAddress(), s2));
            RegistrationResult result = answer.body();
            String s3Event = receivedS3(s1, answer.flow().or(() -> FlowHeader.validated(result.flow())), FlowEvent.OK, body.nonce());
            log.atInfo().addKeyValue("unitId", result.deviceId()).addKeyValue("created", result.created()).log("Device registered");
            return Response.json(
                    result.created() ? 201 : 200,
                    new DeviceRegistered(result.deviceId(), channelUrl.get(), result.heartbeatMs(), result.expiresInMs(), clock.instant()),
                    FlowHeader.format(s1.at("S4", s3Event)));
        } catch (CmuProblemException e) {
            String s3Event = receivedS3(s1, Optional.empty(), e.problem().code(), body.nonce());
            log.atWarn().addKeyValue("code", e.problem().code()).addKeyValue("serial", body.serial())
                    .addKeyValue("peer", request.peerAddress()).log("Registration refused by the CMU");
            return Response.problem(inFlow(e.problem(), s1, "S3"), FlowHeader.format(s1.at("S4", s3Event)));
        }
    }

    private String receivedS3(FlowRef s1, Optional<FlowRef> answered, String status, String messageId) {
        String cause = answered.filter(ref -> ref.flowId().equals(s1.flowId())).map(FlowRef::cause).orElse(null);
        return trace.received(s1.at("S3", cause), "cmu", "registrations.result", status, messageId);
    }

    private @Nullable Problem check(@Nullable DeviceRegistration body) {
        if (body == null) {
            return invalid(List.of());
        }
        List<Problem.FieldError> errors = RegistrationCheck.form(body);
        if (!errors.isEmpty()) {
            return invalid(errors);
        }
        if (!challenges.use(body.nonce(), body.serial())) {
            return proofInvalid("The nonce is unknown, used, expired, or was given to another serial. Ask for a new one: POST /scu/v1/challenges.");
        }
        String proofError = RegistrationCheck.proofError(body, platformOrigin);
        return proofError == null ? null : proofInvalid(proofError);
    }

    private static Problem proofInvalid(String detail) {
        return Problem.of("device-proof-invalid", "Device proof invalid", 403, detail);
    }

    private static Problem invalid(List<Problem.FieldError> errors) {
        String detail = errors.isEmpty()
                ? "Expected the JSON object of a registration; see schemas/device/register.json."
                : "The body is not valid: " + errors.getFirst().pointer() + ": " + errors.getFirst().detail() + ".";
        return new Problem(
                Problem.TYPE_PREFIX + "request-invalid", "Request invalid", 400, detail, "/scu/v1/devices:register", "request-invalid",
                null, null, null, errors.isEmpty() ? null : errors);
    }

    private static Problem inFlow(Problem problem, FlowRef flow, String step) {
        return new Problem(
                problem.type(), problem.title(), problem.status(), problem.detail(), problem.instance(), problem.code(), problem.traceId(),
                flow.flowId(), problem.step() == null ? step : problem.step(), problem.errors(), problem.retryAfterMs());
    }

    private static <T> @Nullable T read(Request request, Class<T> type) {
        try {
            return Frames.MAPPER.readValue(new String(request.body(), StandardCharsets.UTF_8), type);
        } catch (JacksonException e) {
            return null;
        }
    }
}

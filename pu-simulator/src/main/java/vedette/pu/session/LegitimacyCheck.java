package vedette.pu.session;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.contracts.device.ViewerCapabilities;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sc.SessionVerified;
import vedette.device.DeviceAgent;
import vedette.device.DeviceJson;
import vedette.device.RpcError;
import vedette.device.RpcException;

/**
 * Asks the platform whether a viewer may watch (H.626.4 §8.4 S5 … S9) and records what this unit received: the viewer's request (S4) and the
 * answer (S9). Blocks its thread for up to {@link #TIMEOUT}; use it on virtual threads.
 */
final class LegitimacyCheck {
    static final Duration TIMEOUT = Duration.ofSeconds(6);
    /** Problems that this unit itself makes of a missing answer. */
    private static final Set<String> LOCAL_FAILURES = Set.of("scu-timeout", "queue-full", "device-closed");

    private static final Duration LEASE_DEFAULT = Duration.ofMinutes(15);

    /**
     * What a viewer showed.
     *
     * @param sessionId null if only the digest names it
     * @param viaMessage name of the message at S4
     * @param flow the flow at S4 as the viewer sent it, null if it cannot (RTSP clients)
     */
    record Request(
            @Nullable String sessionId,
            @Nullable String token,
            @Nullable ObjectNode digest,
            @Nullable String viewerFingerprint,
            @Nullable String peerAddress,
            String transport,
            String viaMessage,
            @Nullable FlowRef flow) {}

    private final DeviceAgent agent;

    LegitimacyCheck(DeviceAgent agent) {
        this.agent = agent;
    }

    /**
     * @throws RpcException {@code session-refused} if the platform says no, {@code platform-unreachable} if it does not answer
     */
    Grant run(Request request) {
        FlowEvent s4 = request.flow() == null ? null : recordS4(request.flow(), request);
        SessionVerified answer = ask(request, s4);
        FlowRef flow = FlowHeader.validated(answer.flow()).orElse(request.flow());
        FlowEvent s9 = null;
        if (flow != null) {
            if (s4 == null) {
                // The viewer could not name its flow; only now do we know to which one its request belongs.
                recordS4(flow.at("S4", null), request);
            }
            String status = answer.ok()
                    ? FlowEvent.OK
                    : Optional.ofNullable(answer.reason()).orElse("session-refused");
            s9 = agent.flows()
                    .record(flow.at("S9", flow.cause()), "scu", "pu", "session.verify.result", status, Ids.next("msg"));
        }
        if (!answer.ok() && "cmu-unavailable".equals(answer.reason())) {
            throw RpcException.refused(
                    "platform-unreachable", "The platform cannot check this viewer at the moment. Try again.");
        }
        if (!answer.ok()) {
            throw RpcException.refused(
                    "session-refused",
                    "The platform refused this viewer: "
                            + Optional.ofNullable(answer.reason()).orElse("no reason given")
                            + ". Ask for a new play session.");
        }
        return grant(request, answer, flow == null ? null : flow.at("S9", s9 == null ? null : s9.eventId()));
    }

    private FlowEvent recordS4(FlowRef flow, Request request) {
        return agent.flows()
                .record(flow.at("S4", flow.cause()), "cu", "pu", request.viaMessage(), FlowEvent.OK, Ids.next("msg"));
    }

    private SessionVerified ask(Request request, @Nullable FlowEvent s4) {
        ObjectNode params = DeviceJson.object().put("transport", request.transport());
        putIfKnown(params, "session_id", request.sessionId());
        putIfKnown(params, "token", request.token());
        putIfKnown(params, "viewer_fingerprint", request.viewerFingerprint());
        putIfKnown(params, "peer_address", request.peerAddress());
        if (request.digest() != null) {
            params.set("digest", request.digest());
        }
        if (s4 != null) {
            params.set("flow", DeviceJson.MAPPER.valueToTree(new FlowRef(s4.flow(), s4.flowId(), "S5", s4.eventId())));
        }
        try {
            JsonNode result = agent.request("session.verify", params, TIMEOUT)
                    .toCompletableFuture()
                    .get(TIMEOUT.toMillis() + 1_000, TimeUnit.MILLISECONDS);
            return DeviceJson.MAPPER.treeToValue(result, SessionVerified.class);
        } catch (ExecutionException e) {
            throw failed(e.getCause());
        } catch (TimeoutException e) {
            throw RpcException.refused(
                    "platform-unreachable", "The platform did not answer the camera's check in time. Try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RpcException.refused("platform-unreachable", "The camera stops.");
        } catch (JacksonException e) {
            throw RpcException.refused("platform-unreachable", "The platform's answer to the check is malformed.");
        }
    }

    /** An SCU that answers with a refusal has decided; one that does not answer, or says try later, has not. */
    private static RpcException failed(@Nullable Throwable cause) {
        if (cause instanceof RpcException known
                && known.error().code() != RpcError.TRY_LATER
                && !LOCAL_FAILURES.contains(String.valueOf(known.error().problem()))) {
            return RpcException.refused(
                    "session-refused",
                    "The platform refused to check this viewer: "
                            + known.error().message());
        }
        String why = cause == null ? "no answer" : cause.getMessage();
        return RpcException.refused(
                "platform-unreachable", "The camera could not check this viewer: " + why + ". Try again.");
    }

    private static void putIfKnown(ObjectNode params, String field, @Nullable String value) {
        if (value != null) {
            params.put(field, value);
        }
    }

    private static Grant grant(Request request, SessionVerified answer, @Nullable FlowRef flow) {
        String sessionId = answer.sessionId() != null ? answer.sessionId() : request.sessionId();
        if (sessionId == null) {
            throw RpcException.refused("session-refused", "The platform's answer names no session.");
        }
        if (request.viewerFingerprint() != null
                && answer.viewerFingerprint() != null
                && !request.viewerFingerprint().equalsIgnoreCase(answer.viewerFingerprint())) {
            throw RpcException.refused(
                    "session-refused", "The offer's certificate is not the one that asked for the play session.");
        }
        return new Grant(
                sessionId,
                answer.capabilities() != null
                        ? answer.capabilities()
                        : new ViewerCapabilities(null, null, null, null, null, null),
                answer.channel() == null ? 1 : answer.channel(),
                answer.stream() == null ? "main" : answer.stream(),
                answer.userRef() == null ? "" : answer.userRef(),
                answer.leaseMs() == null || answer.leaseMs() <= 0 ? LEASE_DEFAULT : Duration.ofMillis(answer.leaseMs()),
                answer.nonce() == null ? "" : answer.nonce(),
                answer.viewerFingerprint(),
                flow);
    }
}

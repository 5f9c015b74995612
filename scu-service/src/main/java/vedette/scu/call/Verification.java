package vedette.scu.call;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.SessionCheck;
import vedette.contracts.sc.SessionVerified;
import vedette.contracts.sc.SessionVerify;
import vedette.platform.flow.FlowTrace;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.channel.DeviceRequests;
import vedette.scu.cmu.CmuGateway;
import vedette.scu.cmu.CmuProblemException;

/**
 * Carries a device's legitimacy check to the CMU and back (H.626.4 §8.4 S5, S6, S8, S9; §7.2: the SCU carries authentication signals to the
 * AAA servers). If the CMU cannot be asked, the answer is no. Blocks; run it on workers.
 */
public final class Verification {
    private static final Logger log = LoggerFactory.getLogger(Verification.class);
    private static final String MESSAGE = "session.verify";
    private static final int TOKEN_CHARS_MAX = 128;

    private final CmuGateway cmu;
    private final FlowTrace trace;
    private final MediaRoutingTable routes;

    public Verification(CmuGateway cmu, FlowTrace trace, MediaRoutingTable routes) {
        this.cmu = cmu;
        this.trace = trace;
        this.routes = routes;
    }

    /** @param messageId id of the device's call, the same when it is repeated */
    SessionVerified verify(DeviceRequests.Caller caller, String messageId, JsonNode params) {
        SessionCheck check = DeviceOperations.read(params, SessionCheck.class);
        String path = pathId(check);
        Optional<FlowRef> s5 = FlowHeader.validated(check.flow()).map(flow -> flow.at("S5", flow.cause()));
        String s5Event = s5.map(flow -> trace.received(flow, "pu", MESSAGE, FlowEvent.OK, messageId)).orElse(null);
        FlowRef s6 = s5.map(flow -> flow.at("S6", s5Event)).orElse(null);
        try {
            CmuGateway.Answer<SessionVerified> answer = cmu.verify(
                    path,
                    new SessionVerify(
                            caller.deviceId(), check.token(), check.digest(), check.viewerFingerprint(), check.peerAddress(),
                            check.transport(), s6));
            return answered(caller, check, messageId, s6, answer);
        } catch (CmuProblemException e) {
            // Without the CMU nobody may watch (H.626.4 §7.2, NEG).
            log.atWarn().addKeyValue("unitId", caller.deviceId()).addKeyValue("code", e.problem().code()).log("Legitimacy check failed");
            FlowRef s9 = s6 == null ? null : s6.at("S9", trace.received(s6.at("S8", null), "cmu", MESSAGE + ".result", e.problem().code(), messageId));
            return SessionVerified.refused(e.problem().code(), s9);
        }
    }

    private SessionVerified answered(
            DeviceRequests.Caller caller, SessionCheck check, String messageId, @Nullable FlowRef s6, CmuGateway.Answer<SessionVerified> answer) {
        SessionVerified result = answer.body();
        FlowRef s8 = answer.flow().or(() -> FlowHeader.validated(result.flow())).orElse(s6);
        if (s8 == null) {
            return result;
        }
        if (s6 == null) {
            // The viewer could not name its flow (RTSP); the CMU found it by the session, so S5 is recorded only now.
            trace.received(s8.at("S5", null), "pu", MESSAGE, FlowEvent.OK, messageId);
        }
        String status = result.ok() ? FlowEvent.OK : Optional.ofNullable(result.reason()).orElse("session-refused");
        String s8Cause = s8.equals(s6) ? null : s8.cause();
        String s8Event = trace.received(s8.at("S8", s8Cause), "cmu", MESSAGE + ".result", status, messageId);
        FlowRef s9 = s8.at("S9", s8Event);
        if (!result.ok()) {
            return SessionVerified.refused(status, s9);
        }
        String sessionId = result.sessionId() != null ? result.sessionId() : check.sessionId();
        if (sessionId != null) {
            routes.opened(sessionId, caller.deviceId(), check.transport());
        }
        return new SessionVerified(
                true, null, sessionId, result.capabilities(), result.channel(), result.stream(), result.userRef(), result.leaseMs(),
                result.nonce(), result.viewerFingerprint(), s9);
    }

    private static String pathId(SessionCheck check) {
        if (!"webrtc".equals(check.transport()) && !"rtsp".equals(check.transport())) {
            throw DeviceOperations.invalid("/transport", "expected webrtc or rtsp");
        }
        if ((check.token() == null) == (check.digest() == null)) {
            throw DeviceOperations.invalid("/token", "expected either token or digest");
        }
        if (check.token() != null && check.token().length() > TOKEN_CHARS_MAX) {
            throw new DeviceCallException(Problem.of("params-invalid", "Parameters invalid", 400, "/token: expected at most 128 characters."));
        }
        String sessionId = check.sessionId();
        if (sessionId == null && check.token() != null) {
            return SessionVerify.BY_TOKEN;
        }
        if (sessionId == null && check.digest() != null) {
            String user = String.valueOf(check.digest().username());
            return user.startsWith("ses_") ? required(user) : SessionVerify.BY_KEY;
        }
        return required(sessionId);
    }

    private static String required(@Nullable String sessionId) {
        DeviceOperations.requireSession(sessionId);
        return String.valueOf(sessionId);
    }
}

package vedette.cmu.play;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.flow.FlowRun;
import vedette.cmu.flow.Flows;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sc.LeaseRequest;
import vedette.contracts.sc.Leases;
import vedette.contracts.sc.SessionEnded;
import vedette.contracts.sc.SessionPath;
import vedette.contracts.sc.SessionPeek;
import vedette.contracts.sc.SessionPeeked;
import vedette.contracts.sc.SessionRoute;
import vedette.contracts.sc.SessionVerified;
import vedette.contracts.sc.SessionVerify;
import vedette.platform.internal.Callers;
import vedette.platform.internal.FacesFilter;
import vedette.platform.internal.SpiffeId;

/** Reference points Sc and Dm: legitimacy checks, leases and usage records (H.626.4 §8.4 S6–S8). */
@RestController
@Callers({"scu", "mtu"})
class PlayInternalController {
    private static final int TOKEN_MAX = 128;
    private static final String RELAY_FLOW = "11.3";
    private static final String MESSAGE = "POST /internal/v1/sessions/{id}:verify";

    private final PlayChecks checks;
    private final KeySessions keySessions;
    private final PlaySessions sessions;
    private final Flows flows;

    PlayInternalController(PlayChecks checks, KeySessions keySessions, PlaySessions sessions, Flows flows) {
        this.checks = checks;
        this.keySessions = keySessions;
        this.sessions = sessions;
        this.flows = flows;
    }

    @PostMapping("/internal/v1/sessions/{id}:verify")
    ResponseEntity<SessionVerified> verify(
            @PathVariable String id,
            @RequestBody SessionVerify body,
            @RequestHeader(name = FlowHeader.NAME, required = false) @Nullable String header,
            HttpServletRequest request) {
        if (body.deviceId() == null || body.transport() == null || (body.token() == null) == (body.digest() == null)) {
            throw CmuProblem.VERIFY_MALFORMED.exception();
        }
        String from = FacesFilter.caller(request).map(SpiffeId::entity).orElse("scu");
        Optional<FlowRef> named = FlowHeader.parse(header).or(() -> FlowHeader.validated(body.flow()));
        return SessionVerify.BY_KEY.equals(id) ? byKey(body, named, from) : bySession(id, body, named, from);
    }

    private ResponseEntity<SessionVerified> bySession(
            String id, SessionVerify body, Optional<FlowRef> named, String from) {
        Optional<PlayRow> row = SessionVerify.BY_TOKEN.equals(id) && body.token() != null
                ? checks.findByToken(body.token())
                : checks.find(id);
        Steps steps = Steps.of(from);
        // The 8.4 flow of a session is the one that its play request began; a message cannot move it. A relay has a flow of its own.
        FlowRun run = row.filter(_ -> !steps.relayed())
                .map(found -> flows.resume(PlayController.FLOW, found.flowId(), cause(named, found.flowId())))
                .orElseGet(() -> relayRun(row, named, steps.flow()));
        String messageId = Ids.next("msg");
        asked(run, steps, from, messageId);
        SessionVerified result = row.map(found -> checks.verify(found, body, steps.relayed()))
                .orElseGet(() -> SessionVerified.refused("session-unknown", null));
        return answer(run, steps, from, result, messageId);
    }

    /** The look at the session (R01) has noted whose run it is; the check continues it if it is about the same session's owner. */
    private FlowRun relayRun(Optional<PlayRow> row, Optional<FlowRef> named, String flow) {
        Flows.Subject subject = row.map(found -> new Flows.Subject(found.tenantId(), found.deviceId(), found.accountId()))
                .orElse(new Flows.Subject(null, null, null));
        return named.filter(ref -> row.isPresent() && ref.flow().equals(flow) && flows.isOf(ref.flowId(), flow, subject))
                .map(ref -> flows.resume(flow, ref.flowId(), ref.cause()))
                .orElseGet(() -> flows.join(named, flow, subject));
    }

    private ResponseEntity<SessionVerified> byKey(SessionVerify body, Optional<FlowRef> named, String from) {
        String messageId = Ids.next("msg");
        Steps steps = Steps.of(from);
        // The run is known before the row that names it, so it is joined first and described once the key was right.
        FlowRun run = flows.join(named, steps.flow(), new Flows.Subject(null, null, null));
        asked(run, steps, from, messageId);
        SessionVerified result = checks.verifyByKey(body, steps.relayed(), key -> {
            flows.describe(run.flowId(), new Flows.Subject(key.tenantId(), key.deviceId(), key.accountId()));
            return keySessions.start(key, body, run.flowId());
        });
        return answer(run, steps, from, result, messageId);
    }

    /** What a check is in the flow trace: S6–S8 of 8.4 by an SCU, R08 of 11.3 by an MTU. */
    private record Steps(boolean relayed, String flow, String asked, String answered) {
        static Steps of(String from) {
            return "mtu".equals(from)
                    ? new Steps(true, RELAY_FLOW, "R08", "R08")
                    : new Steps(false, PlayController.FLOW, "S6", "S8");
        }
    }

    private static @Nullable String cause(Optional<FlowRef> named, String flowId) {
        return named.filter(ref -> ref.flowId().equals(flowId))
                .map(FlowRef::cause)
                .orElse(null);
    }

    private static void asked(FlowRun run, Steps steps, String from, String messageId) {
        if (!steps.relayed()) {
            run.record(steps.asked(), from, MESSAGE, FlowEvent.OK, messageId);
        }
    }

    private static ResponseEntity<SessionVerified> answer(
            FlowRun run, Steps steps, String from, SessionVerified result, String messageId) {
        String status = result.ok() ? FlowEvent.OK : String.valueOf(result.reason());
        if (steps.relayed()) {
            // One step for question and answer, so it tells how the question was answered.
            run.record(steps.asked(), from, MESSAGE, status, messageId);
        } else {
            run.record("S7", "cmu", "play.token-checked", status, messageId);
        }
        FlowRef flow = run.at(steps.answered());
        SessionVerified body = new SessionVerified(
                result.ok(),
                result.reason(),
                result.sessionId(),
                result.capabilities(),
                result.channel(),
                result.stream(),
                result.userRef(),
                result.leaseMs(),
                result.nonce(),
                result.viewerFingerprint(),
                flow);
        return ResponseEntity.ok()
                .header(FlowHeader.NAME, FlowHeader.format(flow))
                .body(body);
    }

    @PostMapping("/internal/v1/sessions/{id}:peek")
    @Callers("scu")
    SessionPeeked peek(
            @PathVariable String id,
            @RequestBody SessionPeek body,
            @RequestHeader(name = FlowHeader.NAME, required = false) @Nullable String header) {
        if (body.token() == null || body.token().length() > TOKEN_MAX) {
            throw CmuProblem.PEEK_MALFORMED.exception();
        }
        PlayRow row = checks.find(id).orElseThrow(CmuProblem.SESSION_NOT_FOUND::exception);
        SessionPeeked result = checks.peek(row, body, sessions.route(row));
        if (result.ok()) {
            // Nobody is verified at the media server when fragmented MP4 goes for a ticket, so this says whose run it is.
            FlowHeader.parse(header)
                    .ifPresent(ref -> flows.join(
                            Optional.of(ref),
                            RELAY_FLOW,
                            new Flows.Subject(row.tenantId(), row.deviceId(), row.accountId())));
        }
        return result;
    }

    @PostMapping("/internal/v1/sessions/{id}:ended")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void ended(@PathVariable String id, @RequestBody SessionEnded body) {
        checks.ended(id, body);
    }

    @PostMapping("/internal/v1/sessions/{id}:path")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void path(@PathVariable String id, @RequestBody SessionPath body) {
        checks.path(id, body);
    }

    @PostMapping("/internal/v1/leases")
    Leases renew(@RequestBody LeaseRequest body) {
        return checks.renew(body);
    }

    @GetMapping("/internal/v1/sessions/{id}/route")
    @Callers("scu")
    SessionRoute route(@PathVariable String id) {
        return checks.find(id).map(sessions::route).orElseThrow(CmuProblem.SESSION_NOT_FOUND::exception);
    }
}

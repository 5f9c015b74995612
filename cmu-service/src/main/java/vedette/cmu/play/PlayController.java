package vedette.cmu.play;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.access.Access;
import vedette.cmu.access.Caller;
import vedette.cmu.access.RateLimits;
import vedette.cmu.audit.Audit;
import vedette.cmu.flow.FlowRun;
import vedette.cmu.flow.Flows;
import vedette.cmu.paging.PageRequest;
import vedette.cmu.problem.Problems;
import vedette.contracts.Ids;
import vedette.contracts.cm.AccessKeyGrant;
import vedette.contracts.cm.AccessKeyRequest;
import vedette.contracts.cm.ConnectionCheck;
import vedette.contracts.cm.Page;
import vedette.contracts.cm.PathStatistics;
import vedette.contracts.cm.PlayGrant;
import vedette.contracts.cm.PlayRequest;
import vedette.contracts.cm.PlaySession;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;

/** Playing, for customers and the operator's view of it. */
@RestController
@Access(Access.Audience.SIGNED_IN)
class PlayController {
    static final String FLOW = "8.4";
    private static final int PER_ACCOUNT_AND_MINUTE = 240;
    private static final int CHECKS_PER_ACCOUNT_AND_MINUTE = 10;

    private final PlayRequests requests;
    private final PlaySessions sessions;
    private final AccessKeys keys;
    private final RelayOrders relays;
    private final Flows flows;
    private final RateLimits limits;
    private final Audit audit;

    PlayController(
            PlayRequests requests,
            PlaySessions sessions,
            AccessKeys keys,
            RelayOrders relays,
            Flows flows,
            RateLimits limits,
            Audit audit) {
        this.requests = requests;
        this.sessions = sessions;
        this.keys = keys;
        this.relays = relays;
        this.flows = flows;
        this.limits = limits;
        this.audit = audit;
    }

    @PostMapping("/cmu/v1/play-requests")
    ResponseEntity<PlayGrant> play(
            @RequestBody PlayRequest body,
            @RequestHeader(name = FlowHeader.NAME, required = false) @Nullable String header,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        Caller caller = Caller.current();
        limits.take("play", caller.userId(), PER_ACCOUNT_AND_MINUTE);
        String deviceId = body.deviceId() != null && Ids.isValid("dev", body.deviceId()) ? body.deviceId() : null;
        String messageId = key == null || key.length() > 64 ? Ids.next("msg") : key;
        FlowRun run = flows.join(
                FlowHeader.parse(header), FLOW, new Flows.Subject(caller.tenantId(), deviceId, caller.userId()));
        PlayRequests.Wanted wanted;
        try {
            wanted = requests.check(body);
        } catch (RuntimeException e) {
            run.record("S1", "cu", "POST /cmu/v1/play-requests", Problems.code(e), messageId);
            throw e;
        }
        run.record("S1", "cu", "POST /cmu/v1/play-requests", FlowEvent.OK, messageId);
        PlayRequests.Granted granted;
        try {
            granted = audit.record(
                    "device.play",
                    deviceId,
                    () -> requests.grant(caller, deviceId == null ? "" : deviceId, wanted, run.flowId()));
        } catch (RuntimeException e) {
            run.record("S2", "cmu", "play.url-generated", Problems.code(e), messageId);
            throw e;
        }
        PlayGrant grant = granted.complete();
        run.record("S2", "cmu", "play.url-generated", FlowEvent.OK, messageId);
        return ResponseEntity.status(HttpStatus.CREATED)
                .header(FlowHeader.NAME, FlowHeader.format(run.at("S3")))
                .body(grant);
    }

    @GetMapping("/cmu/v1/play-sessions")
    Page<PlaySession> own(
            @RequestParam(name = "device_id", required = false) @Nullable String deviceId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return sessions.own(Caller.current(), deviceId, PageRequest.of(cursor, limit));
    }

    @GetMapping("/cmu/v1/connection-check")
    ConnectionCheck connectionCheck() {
        Caller caller = Caller.current();
        limits.take("connection-check", caller.userId(), CHECKS_PER_ACCOUNT_AND_MINUTE);
        return new ConnectionCheck(relays.check(caller.tenantId(), caller.address()), PlayRequests.SIGNAL_URL);
    }

    @GetMapping("/cmu/v1/operator/paths")
    @Access(Access.Audience.OPERATOR)
    PathStatistics paths() {
        return sessions.paths();
    }

    @DeleteMapping("/cmu/v1/play-sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@PathVariable String id) {
        sessions.end(Caller.current(), id);
    }

    @PostMapping("/cmu/v1/devices/{id}/access-keys")
    @ResponseStatus(HttpStatus.CREATED)
    AccessKeyGrant createKey(@PathVariable String id, @RequestBody AccessKeyRequest body) {
        return audit.record("access-key.create", id, () -> keys.create(Caller.current(), id, body));
    }

    @GetMapping("/cmu/v1/devices/{id}/access-keys")
    Page<vedette.contracts.cm.AccessKey> keys(@PathVariable String id) {
        return new Page<>(keys.list(Caller.current(), id), null);
    }

    @DeleteMapping("/cmu/v1/devices/{id}/access-keys/{key_id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeKey(@PathVariable String id, @PathVariable("key_id") String keyId) {
        audit.run("access-key.revoke", keyId, () -> keys.revoke(Caller.current(), id, keyId));
    }

    @GetMapping("/cmu/v1/operator/sessions")
    @Access(Access.Audience.OPERATOR)
    Page<PlaySession> ofTenant(
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return sessions.ofTenant(status, query, PageRequest.of(cursor, limit));
    }
}

package vedette.scu.call;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.contracts.ErrorKind;
import vedette.contracts.Ids;
import vedette.contracts.cs.RelayGrant;
import vedette.contracts.cs.RelayRequest;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.sm.RelayOffer;
import vedette.contracts.sm.RelayOrder;
import vedette.platform.error.VedetteException;
import vedette.platform.internal.Callers;
import vedette.platform.internal.ClientAddress;
import vedette.platform.security.RateLimiter;
import vedette.scu.cmu.CmuProblemException;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.relay.Relays;

/** Relays over HTTP: for viewers without signalling connection (Cs), for the CMU and other SCUs (Sm). */
@RestController
class RelayController {
    /** Requests of one address: a household with some players that all start at once. */
    private static final int BURST = 20;
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int ADDRESSES_MAX = 50_000;

    private final RelayRequests requests;
    private final Relays relays;
    private final Viewers viewers;
    private final RateLimiter limit = new RateLimiter(BURST, PERIOD, ADDRESSES_MAX, System::nanoTime);

    RelayController(RelayRequests requests, Relays relays, Viewers viewers) {
        this.requests = requests;
        this.relays = relays;
        this.viewers = viewers;
    }

    @PostMapping("/scu/v1/relay-requests")
    ResponseEntity<RelayGrant> request(
            @RequestBody RelayRequest body,
            @RequestHeader(name = FlowHeader.NAME, required = false) @Nullable String header,
            HttpServletRequest request) {
        if (!limit.tryAcquire(ClientAddress.of(request))) {
            throw new VedetteException(ErrorKind.RESOURCE_EXHAUSTED, "too-many-requests", "Expected at most " + BURST + " relay requests a minute. Try again later.");
        }
        try {
            RelayGrant grant = requests.request(new RelayRequests.Wanted(
                            body.sessionId(), body.token(), body.reason(), body.want() == null ? "rtsp" : body.want(),
                            FlowHeader.parse(header).orElse(null)))
                    .grant();
            ResponseEntity.BodyBuilder answer = ResponseEntity.status(HttpStatus.CREATED);
            if (grant.flow() != null) {
                answer.header(FlowHeader.NAME, FlowHeader.format(grant.flow()));
            }
            return answer.body(grant);
        } catch (CmuProblemException e) {
            throw InternalController.failed(e.problem());
        } catch (DeviceCallException e) {
            throw InternalController.failed(e.problem());
        }
    }

    @PostMapping("/internal/v1/relays")
    @Callers({"cmu", "scu"})
    @ResponseStatus(HttpStatus.CREATED)
    RelayOffer order(@RequestBody RelayOrder order) {
        boolean turn = vedette.contracts.sd.RelayRequest.TURN.equals(order.kind());
        boolean check = turn && order.sessionId() == null && order.deviceId() == null;
        boolean named = order.sessionId() != null && Ids.isValid("ses", order.sessionId())
                && order.deviceId() != null && Ids.isValid("dev", order.deviceId());
        if (!check && !named || !turn && !vedette.contracts.sd.RelayRequest.DISTRIBUTE.equals(order.kind())) {
            throw new VedetteException(ErrorKind.INVALID_ARGUMENT, "request-invalid",
                    "Expected kind turn or distribute, session_id ses_… and device_id dev_…; both may only be absent together, for turn.");
        }
        if (turn) {
            return relays.turn(order);
        }
        if (order.eventsTo() != null) {
            viewers.remote(String.valueOf(order.sessionId()), String.valueOf(order.deviceId()), order.eventsTo());
        }
        return relays.distribute(order);
    }
}

package vedette.mtu.relay;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.contracts.ErrorKind;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayCounters;
import vedette.contracts.sd.RelayList;
import vedette.contracts.sd.RelayPatch;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sd.RelayTicket;
import vedette.platform.config.PlatformProperties;
import vedette.platform.error.VedetteException;
import vedette.platform.flow.FlowContext;
import vedette.platform.internal.Callers;

/** The MTU's internal API (reference point Sd); {@code openapi/mtu.yaml}. */
@RestController
class RelayController {
    private static final int KEY_MAX = 64;

    private final Relays relays;
    private final PlatformProperties platform;

    RelayController(Relays relays, PlatformProperties platform) {
        this.relays = relays;
        this.platform = platform;
    }

    @PostMapping("/internal/v1/relays")
    @Callers("scu")
    @ResponseStatus(HttpStatus.CREATED)
    RelayAnswer create(@RequestBody RelayRequest request, @RequestHeader(value = "Idempotency-Key", required = false) @Nullable String key) {
        if (key != null && key.length() > KEY_MAX) {
            throw new VedetteException(ErrorKind.INVALID_ARGUMENT, "request-invalid",
                    "Expected an Idempotency-Key of at most " + KEY_MAX + " characters, found " + key.length() + ".");
        }
        FlowContext flow = FlowContext.current().orElse(null);
        if (flow == null) {
            return relays.create(request, key, () -> null);
        }
        try {
            return relays.create(request, key, () -> {
                flow.received();
                return flow.next(flow.ref().step());
            });
        } catch (VedetteException refused) {
            flow.failed(refused.code());
            throw refused;
        }
    }

    @GetMapping("/internal/v1/relays")
    @Callers({"scu", "cmu"})
    RelayList list() {
        return new RelayList(platform.instance(), relays.list());
    }

    @PatchMapping("/internal/v1/relays/{id}")
    @Callers("scu")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void change(@PathVariable String id, @RequestBody RelayPatch patch) {
        relays.change(id, patch);
    }

    @DeleteMapping("/internal/v1/relays/{id}")
    @Callers("scu")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(@PathVariable String id) {
        relays.delete(id, "session-ended");
    }

    @PostMapping("/internal/v1/relays/{id}:ticket")
    @Callers("scu")
    @ResponseStatus(HttpStatus.CREATED)
    RelayTicket ticket(@PathVariable String id) {
        return relays.ticket(id);
    }

    @GetMapping("/internal/v1/counters")
    @Callers({"scu", "cmu"})
    RelayCounters counters() {
        return relays.counters();
    }
}

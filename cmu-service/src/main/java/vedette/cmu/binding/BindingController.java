package vedette.cmu.binding;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
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
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.problem.Problems;
import vedette.contracts.Ids;
import vedette.contracts.cm.BindRequest;
import vedette.contracts.cm.BindResult;
import vedette.contracts.cm.Device;
import vedette.contracts.cm.DevicePatch;
import vedette.contracts.cm.Page;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;

/** Binding and the own devices. */
@RestController
@Access(Access.Audience.SIGNED_IN)
class BindingController {
    private static final String FLOW = "8.2";
    private static final int PER_ACCOUNT_AND_MINUTE = 30;

    private final Bindings bindings;
    private final OwnedDevices owned;
    private final Flows flows;
    private final RateLimits limits;
    private final Audit audit;

    BindingController(Bindings bindings, OwnedDevices owned, Flows flows, RateLimits limits, Audit audit) {
        this.bindings = bindings;
        this.owned = owned;
        this.flows = flows;
        this.limits = limits;
        this.audit = audit;
    }

    @PostMapping("/cmu/v1/bindings")
    ResponseEntity<BindResult> bind(
            @RequestBody BindRequest body,
            @RequestHeader(name = FlowHeader.NAME, required = false) @Nullable String header,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key) {
        Caller caller = Caller.current();
        limits.take("bind", caller.userId(), PER_ACCOUNT_AND_MINUTE);
        String messageId = key == null || key.length() > 64 ? Ids.next("msg") : key;
        FlowRun run =
                flows.join(FlowHeader.parse(header), FLOW, new Flows.Subject(caller.tenantId(), null, caller.userId()));
        run.record("S1", "cu", "POST /cmu/v1/bindings", FlowEvent.OK, messageId);
        String deviceId;
        try {
            deviceId = audit.record("device.bind", null, () -> bindings.bind(caller, body));
        } catch (RuntimeException e) {
            run.record("S2", "cmu", "binding.location-check", Problems.code(e), messageId);
            throw e;
        }
        run.record("S2", "cmu", "binding.location-check", FlowEvent.OK, messageId);
        flows.describe(run.flowId(), new Flows.Subject(null, deviceId, null));
        Device device = owned.find(caller.userId(), deviceId).orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
        return ResponseEntity.status(HttpStatus.CREATED)
                .header(FlowHeader.NAME, FlowHeader.format(run.at("S3")))
                .body(new BindResult(device, run.flowId()));
    }

    @GetMapping("/cmu/v1/devices")
    Page<Device> list(
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable String group,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return owned.list(Caller.current().userId(), query, group, PageRequest.of(cursor, limit));
    }

    @GetMapping("/cmu/v1/devices/{id}")
    Device read(@PathVariable String id) {
        return device(id);
    }

    @PatchMapping("/cmu/v1/devices/{id}")
    Device change(@PathVariable String id, @RequestBody DevicePatch patch) {
        audit.run("device.change", id, () -> bindings.change(Caller.current(), id, patch));
        return device(id);
    }

    @DeleteMapping("/cmu/v1/devices/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String id) {
        audit.run("device.remove", id, () -> bindings.remove(Caller.current(), id));
    }

    @PostMapping("/cmu/v1/devices/{id}:restore")
    Device restore(@PathVariable String id) {
        audit.run("device.restore", id, () -> bindings.restore(Caller.current(), id));
        return device(id);
    }

    private Device device(String id) {
        Optional<Device> found = owned.find(Caller.current().userId(), id);
        return found.orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
    }
}

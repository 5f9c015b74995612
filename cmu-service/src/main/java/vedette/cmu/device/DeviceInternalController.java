package vedette.cmu.device;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vedette.cmu.flow.FlowRun;
import vedette.cmu.flow.Flows;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.problem.Problems;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sc.ChannelAccepted;
import vedette.contracts.sc.ChannelOpen;
import vedette.contracts.sc.DeviceAuthAccepted;
import vedette.contracts.sc.DeviceAuthCheck;
import vedette.contracts.sc.DeviceButton;
import vedette.contracts.sc.DeviceCapabilitiesReport;
import vedette.contracts.sc.PresenceReport;
import vedette.contracts.sc.PresenceResult;
import vedette.contracts.sc.RegistrationRequest;
import vedette.contracts.sc.RegistrationResult;
import vedette.platform.internal.Callers;

/** Reference point Sc: what SCUs tell about devices. */
@RestController
@Callers("scu")
class DeviceInternalController {
    private static final String FLOW = "8.1";
    private static final String MESSAGE = "POST /internal/v1/registrations";

    private final Registrations registrations;
    private final Channels channels;
    private final Presence presence;
    private final Devices devices;
    private final DeviceAddresses addresses;
    private final Flows flows;

    DeviceInternalController(
            Registrations registrations,
            Channels channels,
            Presence presence,
            Devices devices,
            DeviceAddresses addresses,
            Flows flows) {
        this.registrations = registrations;
        this.channels = channels;
        this.presence = presence;
        this.devices = devices;
        this.addresses = addresses;
        this.flows = flows;
    }

    @PostMapping("/internal/v1/registrations")
    ResponseEntity<RegistrationResult> register(
            @RequestBody RegistrationRequest body,
            @RequestHeader(name = FlowHeader.NAME, required = false) @Nullable String header) {
        Optional<FlowRef> named = FlowHeader.parse(header).or(() -> FlowHeader.validated(body.flow()));
        String messageId = body.bootId() == null
                ? "none"
                : body.bootId().substring(0, Math.min(40, body.bootId().length()));
        Registrations.Outcome outcome;
        try {
            outcome = registrations.register(body);
        } catch (RuntimeException e) {
            FlowRun run = flows.join(named, FLOW, new Flows.Subject(registrations.tenantOf(body.serial()), null, null));
            run.record("S2", "scu", MESSAGE, Problems.code(e), messageId);
            throw e;
        }
        RegistrationResult result = outcome.result();
        FlowRun run = flows.join(named, FLOW, new Flows.Subject(outcome.tenantId(), result.deviceId(), null));
        run.record("S2", "scu", MESSAGE, FlowEvent.OK, messageId);
        FlowRef answer = run.at("S3");
        return ResponseEntity.status(result.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .header(FlowHeader.NAME, FlowHeader.format(answer))
                .body(new RegistrationResult(
                        result.deviceId(), result.created(), result.heartbeatMs(), result.expiresInMs(), answer));
    }

    @PostMapping("/internal/v1/channels")
    ChannelAccepted openChannel(@RequestBody ChannelOpen body) {
        return channels.open(body);
    }

    @PostMapping("/internal/v1/presence")
    PresenceResult presence(@RequestBody PresenceReport body) {
        if (body.scu() == null || body.scuBoot() == null || body.devices().size() > PresenceReport.DEVICES_MAX) {
            throw CmuProblem.PRESENCE_MALFORMED.exception("Expected scu, scu_boot and at most 5000 devices");
        }
        return presence.report(body);
    }

    @PostMapping("/internal/v1/device-buttons")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void button(@RequestBody DeviceButton body) {
        devices.buttonPressed(body.deviceId());
    }

    @PostMapping("/internal/v1/device-capabilities")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void capabilities(@RequestBody DeviceCapabilitiesReport body) {
        devices.capabilitiesChanged(body.deviceId(), body.capabilities());
    }

    @PostMapping("/internal/v1/device-auth")
    ResponseEntity<DeviceAuthAccepted> addresses(
            @RequestBody DeviceAuthCheck body,
            @RequestHeader(name = FlowHeader.NAME, required = false) @Nullable String header) {
        Optional<FlowRef> named = FlowHeader.parse(header).or(() -> FlowHeader.validated(body.flow()));
        String tenant = addresses.tenantOf(body.deviceId());
        String deviceId = tenant == null ? null : body.deviceId();
        FlowRun run = flows.join(named, "8.3", new Flows.Subject(tenant, deviceId, null));
        String messageId = Ids.next("msg");
        try {
            addresses.store(body);
        } catch (RuntimeException e) {
            run.record("S4", "scu", "POST /internal/v1/device-auth", Problems.code(e), messageId);
            throw e;
        }
        run.record("S4", "scu", "POST /internal/v1/device-auth", FlowEvent.OK, messageId);
        run.record("S5", "cmu", "device.address-stored", FlowEvent.OK, messageId);
        FlowRef answer = run.at("S6");
        return ResponseEntity.ok()
                .header(FlowHeader.NAME, FlowHeader.format(answer))
                .body(new DeviceAuthAccepted(answer));
    }
}

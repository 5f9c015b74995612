package vedette.cmu.binding;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import vedette.cmu.access.Attempts;
import vedette.cmu.access.Caller;
import vedette.cmu.account.Names;
import vedette.cmu.device.Device;
import vedette.cmu.device.Devices;
import vedette.cmu.device.Presence;
import vedette.cmu.keys.Keyring;
import vedette.cmu.play.Revocations;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.Ids;
import vedette.contracts.LabelCode;
import vedette.contracts.cm.BindRequest;
import vedette.contracts.cm.DevicePatch;

/**
 * Binds devices to accounts (H.626.4 §8.2). Wrong code, unknown serial, offline device: one answer and the same work; only who knows the code
 * learns whether the device is bound. Five failures per hour lock the account, and the device, for guessing.
 */
@Component
public class Bindings {
    private static final int TRIES_MAX = 5;
    private static final Duration LOCK_WINDOW = Duration.ofHours(1);
    private static final Duration BUTTON_WINDOW = Duration.ofMinutes(2);
    private static final Duration RESTORE_WINDOW = Duration.ofMinutes(10);
    private static final String BY_ACCOUNT = "bind-account";
    private static final String BY_DEVICE = "bind-device";

    /** Compared with when there is no device, so that the work is the same. */
    private static final String NOBODYS_VERIFIER = LabelCode.verifier("nobody", "0000000000000000");

    private final BindingRepository bindings;
    private final Devices devices;
    private final Presence presence;
    private final Attempts attempts;
    private final Revocations revocations;
    private final TransactionTemplate transactions;
    private final JsonMapper mapper;
    private final Clock clock;

    /** What is known about where viewer and device are; recorded, never decisive (AMB-11). */
    record Evidence(@Nullable String viewerAddress, String deviceAddress, boolean sameAddress, String by) {}

    Bindings(
            BindingRepository bindings,
            Devices devices,
            Presence presence,
            Attempts attempts,
            Revocations revocations,
            TransactionTemplate transactions,
            JsonMapper mapper,
            Clock clock) {
        this.bindings = bindings;
        this.devices = devices;
        this.presence = presence;
        this.attempts = attempts;
        this.revocations = revocations;
        this.transactions = transactions;
        this.mapper = mapper;
        this.clock = clock;
    }

    /**
     * Binds a device to the caller; returns its id.
     *
     * @throws RuntimeException {@code code-malformed bind-failed bind-locked bound-to-other already-yours press-button}
     */
    String bind(Caller caller, BindRequest request) {
        LabelCode code = parse(request.code());
        String wanted = request.device() == null || request.device().length() > 64
                ? ""
                : request.device().strip();
        String name = request.name() == null || request.name().isBlank()
                ? null
                : Names.checked(request.name(), CmuProblem.NAME_MALFORMED);
        Optional<Device> found = devices.bySerialOrId(wanted);
        String serial = found.map(Device::serial).orElse(wanted);
        // The device's counter runs for serials that do not exist too: a lock must not tell which do.
        if (!attempts.reserve(BY_ACCOUNT, caller.userId(), TRIES_MAX, LOCK_WINDOW)) {
            throw CmuProblem.BIND_LOCKED.exception(LOCK_WINDOW);
        }
        if (!attempts.reserve(BY_DEVICE, serial, TRIES_MAX, LOCK_WINDOW)) {
            throw CmuProblem.BIND_LOCKED.exception(LOCK_WINDOW);
        }
        boolean rightCode = Keyring.same(
                LabelCode.verifier(serial, code.code16()),
                found.map(Device::labelVerifier).orElse(NOBODYS_VERIFIER));
        boolean rightKey = request.keyPin() == null
                || Keyring.same(request.keyPin(), found.map(Device::spkiSha256).orElse(""));
        boolean online = presence.locate(found.map(Device::deviceId).orElse("")).online();
        boolean usable = found.map(device -> device.registration() == Device.Registration.REGISTERED)
                .orElse(false);
        if (found.isEmpty() || !rightCode || !rightKey || !online || !usable) {
            throw CmuProblem.BIND_FAILED.exception();
        }
        attempts.giveBack(BY_ACCOUNT, caller.userId());
        attempts.clear(BY_DEVICE, serial);
        bindProven(caller, found.get(), name);
        return found.get().deviceId();
    }

    private void bindProven(Caller caller, Device device, @Nullable String name) {
        Optional<Binding> present = bindings.findByDeviceIdAndUnboundAtIsNull(device.deviceId());
        if (present.isPresent()) {
            throw present.get().accountId().equals(caller.userId())
                    ? CmuProblem.ALREADY_YOURS.exception()
                    : CmuProblem.BOUND_TO_OTHER.exception();
        }
        if (bindings.existsByDeviceId(device.deviceId()) && !pressedLately(device)) {
            throw CmuProblem.PRESS_BUTTON.exception();
        }
        Evidence evidence = new Evidence(
                caller.address(), device.address(), device.address().equals(caller.address()), "label-code");
        insert(device, caller.userId(), name, evidence);
    }

    private boolean pressedLately(Device device) {
        Instant pressed = device.buttonPressedAt();
        return pressed != null && pressed.isAfter(clock.instant().minus(BUTTON_WINDOW));
    }

    /**
     * An operator assigns a registered, unbound device to a customer (H.626.4 §6.1.1).
     *
     * @throws RuntimeException {@code device-not-found bound-to-other}
     */
    public void assign(Caller operator, String accountId, String deviceId) {
        Device device = devices.find(deviceId).orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
        if (bindings.findByDeviceIdAndUnboundAtIsNull(deviceId).isPresent()) {
            throw CmuProblem.BOUND_TO_OTHER.exception();
        }
        insert(device, accountId, null, new Evidence(null, device.address(), false, operator.userId()));
    }

    private void insert(Device device, String accountId, @Nullable String name, Evidence evidence) {
        Binding binding = new Binding(
                Ids.next("bnd"),
                device.tenantId(),
                device.deviceId(),
                accountId,
                name == null ? device.model() : name,
                mapper.writeValueAsString(evidence),
                clock.instant());
        try {
            transactions.executeWithoutResult(_ -> bindings.saveAndFlush(binding));
        } catch (DataIntegrityViolationException e) {
            // The unique index decides between two who bind at once.
            throw CmuProblem.BOUND_TO_OTHER.exception();
        }
    }

    /** Changes name, group or distribution of one's own device. */
    @Transactional
    void change(Caller caller, String deviceId, DevicePatch patch) {
        Binding binding = own(caller, deviceId);
        if (patch.name() != null) {
            binding.rename(Names.checked(patch.name(), CmuProblem.NAME_MALFORMED));
        }
        if (patch.group() != null) {
            String group = Names.optional(patch.group(), CmuProblem.GROUP_MALFORMED);
            binding.putIntoGroup(group.isEmpty() ? null : group);
        }
        if (patch.distributionAllowed() != null) {
            binding.allowDistribution(patch.distributionAllowed());
        }
    }

    /** Removes a device from the account: its sessions end, its access keys die. */
    @Transactional
    void remove(Caller caller, String deviceId) {
        own(caller, deviceId).end(clock.instant());
        revocations.endOfDevice(deviceId, "device-removed");
        revocations.revokeKeys(deviceId);
    }

    /** Undoes a removal of the last ten minutes. */
    @Transactional
    void restore(Caller caller, String deviceId) {
        Binding binding = bindings.findFirstByDeviceIdAndAccountIdAndUnboundAtGreaterThanOrderByUnboundAtDesc(
                        deviceId, caller.userId(), clock.instant().minus(RESTORE_WINDOW))
                .orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
        if (bindings.findByDeviceIdAndUnboundAtIsNull(deviceId).isPresent()) {
            throw CmuProblem.BOUND_TO_OTHER.exception();
        }
        binding.reopen();
    }

    private Binding own(Caller caller, String deviceId) {
        return bindings.findByDeviceIdAndAccountIdAndUnboundAtIsNull(deviceId, caller.userId())
                .orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
    }

    private static LabelCode parse(@Nullable String typed) {
        try {
            return LabelCode.parse(typed == null ? "" : typed);
        } catch (IllegalArgumentException e) {
            throw CmuProblem.CODE_MALFORMED.exception(String.valueOf(e.getMessage()));
        }
    }
}

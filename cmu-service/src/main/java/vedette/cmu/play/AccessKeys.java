package vedette.cmu.play;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.access.Caller;
import vedette.cmu.account.Names;
import vedette.cmu.binding.OwnedDevices;
import vedette.cmu.device.Device;
import vedette.cmu.device.Devices;
import vedette.cmu.device.RtspUrls;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.Ids;
import vedette.contracts.cm.AccessKeyGrant;
import vedette.contracts.cm.AccessKeyRequest;

/** Access keys: user-owned, per device, view-only, revocable RTSP credentials for other software. */
@Component
class AccessKeys {
    private static final int PER_DEVICE_MAX = 20;

    private final AccessKeyRepository keys;
    private final OwnedDevices owned;
    private final Devices devices;
    private final PlayTokens tokens;
    private final Revocations revocations;
    private final JdbcClient jdbc;
    private final Clock clock;

    /** A key that works now. */
    record Found(String keyId, String tenantId, String deviceId, String accountId) {}

    AccessKeys(
            AccessKeyRepository keys,
            OwnedDevices owned,
            Devices devices,
            PlayTokens tokens,
            Revocations revocations,
            JdbcClient jdbc,
            Clock clock) {
        this.keys = keys;
        this.owned = owned;
        this.devices = devices;
        this.tokens = tokens;
        this.revocations = revocations;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Transactional
    AccessKeyGrant create(Caller caller, String deviceId, AccessKeyRequest request) {
        Device device = ownDevice(caller, deviceId);
        String label = Names.checked(request.label(), CmuProblem.LABEL_MALFORMED);
        Instant now = clock.instant();
        if (request.expiresAt() != null && !request.expiresAt().isAfter(now)) {
            throw CmuProblem.EXPIRY_MALFORMED.exception();
        }
        if (keys.findByDeviceIdAndAccountIdAndRevokedAtIsNullOrderByCreatedAt(deviceId, caller.userId())
                        .size()
                >= PER_DEVICE_MAX) {
            throw CmuProblem.TOO_MANY_KEYS.exception();
        }
        String keyId = Ids.next("key");
        keys.save(new AccessKey(keyId, device.tenantId(), deviceId, caller.userId(), label, now, request.expiresAt()));
        return new AccessKeyGrant(
                keyId,
                tokens.accessKeySecret(keyId, deviceId, caller.userId()),
                RtspUrls.live(device.rtspUrl(), deviceId, 1, "main"));
    }

    @Transactional(readOnly = true)
    List<vedette.contracts.cm.AccessKey> list(Caller caller, String deviceId) {
        ownDevice(caller, deviceId);
        return keys.findByDeviceIdAndAccountIdAndRevokedAtIsNullOrderByCreatedAt(deviceId, caller.userId()).stream()
                .map(AccessKey::toContract)
                .toList();
    }

    @Transactional
    void revoke(Caller caller, String deviceId, String keyId) {
        ownDevice(caller, deviceId);
        keys.findByKeyIdAndDeviceIdAndAccountIdAndRevokedAtIsNull(keyId, deviceId, caller.userId())
                .orElseThrow(CmuProblem.KEY_NOT_FOUND::exception)
                .revoke(clock.instant());
        revocations.endOfKey(keyId, "access-key-revoked");
    }

    /** The key if it works now: valid, its owner active and still the owner. */
    Optional<Found> usable(String keyId) {
        boolean right = jdbc.sql("select exists (select 1 from access_key k join binding b on b.device_id = k.device_id"
                        + " and b.account_id = k.account_id and b.unbound_at is null join account a on a.account_id = k.account_id"
                        + " join device d on d.device_id = k.device_id"
                        + " where k.key_id = :id and a.status = 'active' and d.registration = 'registered')")
                .param("id", keyId)
                .query(Boolean.class)
                .single();
        return keys.findById(keyId)
                .filter(key -> right && key.valid(clock.instant()))
                .map(key -> new Found(key.keyId(), key.tenantId(), key.deviceId(), key.accountId()));
    }

    @Transactional
    void used(String keyId) {
        keys.findById(keyId).ifPresent(key -> key.used(clock.instant()));
    }

    private Device ownDevice(Caller caller, String deviceId) {
        return owned.find(caller.userId(), deviceId)
                .flatMap(seen -> devices.find(seen.deviceId()))
                .orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
    }
}

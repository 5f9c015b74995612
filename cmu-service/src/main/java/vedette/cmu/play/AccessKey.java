package vedette.cmu.play;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A view-only key of one device for other software. */
@Entity
class AccessKey {
    @Id
    private String keyId = "";

    @TenantId
    private String tenantId = "";

    @Version
    private @Nullable Integer version;

    private String deviceId = "";
    private String accountId = "";
    private String label = "";
    private Instant createdAt = Instant.EPOCH;
    private @Nullable Instant expiresAt;
    private @Nullable Instant lastUsedAt;
    private @Nullable Instant revokedAt;

    protected AccessKey() {}

    AccessKey(
            String keyId,
            String tenantId,
            String deviceId,
            String accountId,
            String label,
            Instant createdAt,
            @Nullable Instant expiresAt) {
        this.keyId = keyId;
        this.tenantId = tenantId;
        this.deviceId = deviceId;
        this.accountId = accountId;
        this.label = label;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    String keyId() {
        return keyId;
    }

    String deviceId() {
        return deviceId;
    }

    String accountId() {
        return accountId;
    }

    String tenantId() {
        return tenantId;
    }

    void revoke(Instant now) {
        revokedAt = now;
    }

    void used(Instant now) {
        lastUsedAt = now;
    }

    boolean valid(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    vedette.contracts.cm.AccessKey toContract() {
        return new vedette.contracts.cm.AccessKey(keyId, label, createdAt, expiresAt, lastUsedAt);
    }
}

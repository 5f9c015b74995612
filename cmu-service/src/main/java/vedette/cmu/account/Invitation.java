package vedette.cmu.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** An invitation to sign up, for one account. */
@Entity
class Invitation {
    @Id
    private String invitationId = "";

    @TenantId
    private String tenantId = "";

    @Version
    private @Nullable Integer version;

    private String tokenHash = "";
    private @Nullable String phone;
    private @Nullable String note;
    private String createdBy = "";
    private Instant createdAt = Instant.EPOCH;
    private Instant expiresAt = Instant.EPOCH;
    private @Nullable String usedBy;

    protected Invitation() {}

    Invitation(
            String invitationId,
            String tenantId,
            String tokenHash,
            @Nullable String phone,
            @Nullable String note,
            String createdBy,
            Instant createdAt,
            Instant expiresAt) {
        this.invitationId = invitationId;
        this.tenantId = tenantId;
        this.tokenHash = tokenHash;
        this.phone = phone;
        this.note = note;
        this.createdBy = createdBy;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    String invitationId() {
        return invitationId;
    }

    String tenantId() {
        return tenantId;
    }

    boolean admits(String number, Instant now) {
        return usedBy == null && now.isBefore(expiresAt) && (phone == null || phone.equals(number));
    }

    void use(String accountId) {
        usedBy = accountId;
    }

    vedette.contracts.cm.Invitation toContract(@Nullable String url, Instant now) {
        String status = usedBy != null ? "used" : now.isBefore(expiresAt) ? "open" : "expired";
        return new vedette.contracts.cm.Invitation(invitationId, url, phone, note, status, createdAt, expiresAt);
    }
}

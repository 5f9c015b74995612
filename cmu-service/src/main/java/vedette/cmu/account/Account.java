package vedette.cmu.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Locale;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;
import vedette.cmu.access.Role;

/** A customer or operator. Its number is what it signs in with, unique over all tenants. */
@Entity
public class Account {
    /** States of an account. */
    public enum Status {
        /** Waits for approval. */
        PENDING,
        /** May sign in. */
        ACTIVE,
        /** May not. */
        SUSPENDED;

        /** As on the wire and in the database. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Id
    private String accountId = "";

    @TenantId
    private String tenantId = "";

    @Version
    private @Nullable Integer version;

    private @Nullable String phone;
    private String displayName = "";
    private @Nullable String language;
    private @Nullable String passwordHash;
    private String role = "";
    private String status = "";
    private Instant createdAt = Instant.EPOCH;
    private @Nullable Instant lastLoginAt;

    /** For Hibernate. */
    protected Account() {}

    Account(
            String accountId,
            String tenantId,
            @Nullable String phone,
            String displayName,
            @Nullable String passwordHash,
            Role role,
            Status status,
            Instant createdAt) {
        this.accountId = accountId;
        this.tenantId = tenantId;
        this.phone = phone;
        this.displayName = displayName;
        this.passwordHash = passwordHash;
        this.role = role.wire();
        this.status = status.wire();
        this.createdAt = createdAt;
    }

    /** {@code usr_…}. */
    public String accountId() {
        return accountId;
    }

    /** Its tenant. */
    public String tenantId() {
        return tenantId;
    }

    /** Its number in E.164. */
    public @Nullable String phone() {
        return phone;
    }

    /** Its name. */
    public String displayName() {
        return displayName;
    }

    /** Argon2id hash; null = by link only. */
    public @Nullable String passwordHash() {
        return passwordHash;
    }

    /** Its role. */
    public Role role() {
        return Role.of(role);
    }

    /** Its state. */
    public Status status() {
        return Status.valueOf(status.toUpperCase(Locale.ROOT));
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable
    Instant lastLoginAt() {
        return lastLoginAt;
    }

    /** Moves to another state. */
    void moveTo(Status next) {
        status = next.wire();
    }

    void rename(String name) {
        displayName = name;
    }

    void speak(String newLanguage) {
        language = newLanguage;
    }

    /** Sets a new password hash. */
    public void setPasswordHash(String hash) {
        passwordHash = hash;
    }

    /** Notes a sign-in. */
    public void signedIn(Instant now) {
        lastLoginAt = now;
    }

    /** The account as its owner sees it. */
    public vedette.contracts.cm.Account toContract() {
        return new vedette.contracts.cm.Account(accountId, displayName, phone, role, status, language, createdAt);
    }
}

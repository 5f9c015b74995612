package vedette.cmu.binding;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A device belongs to an account from {@code boundAt} until {@code unboundAt}; at most one open binding per device. */
@Entity
class Binding {
    @Id
    private String bindingId = "";

    @TenantId
    private String tenantId = "";

    @Version
    private @Nullable Integer version;

    private String deviceId = "";
    private String accountId = "";
    private String name = "";
    private @Nullable String groupName;
    private boolean distributionAllowed;
    private String evidence = "";
    private Instant boundAt = Instant.EPOCH;
    private @Nullable Instant unboundAt;

    protected Binding() {}

    Binding(
            String bindingId,
            String tenantId,
            String deviceId,
            String accountId,
            String name,
            String evidence,
            Instant boundAt) {
        this.bindingId = bindingId;
        this.tenantId = tenantId;
        this.deviceId = deviceId;
        this.accountId = accountId;
        this.name = name;
        this.evidence = evidence;
        this.boundAt = boundAt;
        this.distributionAllowed = true;
    }

    String tenantId() {
        return tenantId;
    }

    String accountId() {
        return accountId;
    }

    void rename(String newName) {
        name = newName;
    }

    void putIntoGroup(@Nullable String newGroup) {
        groupName = newGroup;
    }

    void allowDistribution(boolean allowed) {
        distributionAllowed = allowed;
    }

    void end(Instant now) {
        unboundAt = now;
    }

    void reopen() {
        unboundAt = null;
    }
}

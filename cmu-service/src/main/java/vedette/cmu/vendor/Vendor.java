package vedette.cmu.vendor;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** An admitted vendor with the root of its devices' certificates. */
@Entity
public class Vendor {
    @Id
    private String vendorId = "";

    @TenantId
    private String tenantId = "";

    @Version
    private @Nullable Integer version;

    private String name = "";
    private byte[] rootCertificate = {};
    private String rootSha256 = "";
    private Instant createdAt = Instant.EPOCH;

    /** For Hibernate. */
    protected Vendor() {}

    Vendor(
            String vendorId,
            String tenantId,
            String name,
            byte[] rootCertificate,
            String rootSha256,
            Instant createdAt) {
        this.vendorId = vendorId;
        this.tenantId = tenantId;
        this.name = name;
        this.rootCertificate = rootCertificate.clone();
        this.rootSha256 = rootSha256;
        this.createdAt = createdAt;
    }

    /** {@code vnd_…}. */
    public String vendorId() {
        return vendorId;
    }

    /** Tenant that admitted it; its devices belong there. */
    public String tenantId() {
        return tenantId;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    byte[] rootCertificate() {
        return rootCertificate.clone();
    }

    String rootSha256() {
        return rootSha256;
    }

    Instant createdAt() {
        return createdAt;
    }
}

package vedette.cmu.vendor;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.access.Caller;
import vedette.cmu.account.Names;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.tenancy.Tenancy;
import vedette.contracts.Ids;
import vedette.contracts.cm.VendorRequest;

/** Admits and dismisses vendors, and finds the one whose root a device shows. */
@Component
public class Vendors {
    private final VendorRepository vendors;
    private final JdbcClient jdbc;
    private final Clock clock;

    Vendors(VendorRepository vendors, JdbcClient jdbc, Clock clock) {
        this.vendors = vendors;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The vendor with exactly this root, of any tenant if nobody is signed in. */
    public Optional<Vendor> byRoot(X509Certificate root) {
        return vendors.findByRootSha256(Certificates.fingerprint(root));
    }

    @Transactional
    vedette.contracts.cm.Vendor admit(Caller operator, VendorRequest request) {
        String name = Names.checked(request.name(), CmuProblem.NAME_MALFORMED);
        X509Certificate root = Certificates.parse(request.rootCertificatePem())
                .orElseThrow(() -> CmuProblem.CERTIFICATE_MALFORMED.exception("Expected one X.509 certificate in PEM"));
        Instant now = clock.instant();
        if (!Certificates.selfSignedCa(root)) {
            throw CmuProblem.CERTIFICATE_MALFORMED.exception(
                    "Expected a self-signed CA certificate (basic constraints CA:TRUE)");
        }
        if (now.isAfter(root.getNotAfter().toInstant())) {
            throw CmuProblem.CERTIFICATE_MALFORMED.exception(
                    "The certificate expired at " + root.getNotAfter().toInstant());
        }
        String sha256 = Certificates.fingerprint(root);
        // Also another tenant may have it: a root decides the tenant of a device.
        boolean taken = jdbc.sql("select exists (select 1 from vendor where root_sha256 = :sha)")
                .param("sha", sha256)
                .query(Boolean.class)
                .single();
        if (taken) {
            throw CmuProblem.VENDOR_EXISTS.exception();
        }
        try {
            Vendor vendor = vendors.saveAndFlush(
                    new Vendor(Ids.next("vnd"), operator.tenantId(), name, root.getEncoded(), sha256, now));
            return toContract(vendor, 0);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("A parsed certificate has an encoding", e);
        }
    }

    @Transactional
    void dismiss(String vendorId) {
        vendors.delete(vendors.findById(vendorId).orElseThrow(CmuProblem.VENDOR_NOT_FOUND::exception));
    }

    @Transactional(readOnly = true)
    List<vedette.contracts.cm.Vendor> list() {
        Map<String, Integer> devices = jdbc
                .sql("select vendor_id, count(*) as n from device where" + Tenancy.FILTER + "group by vendor_id")
                .param("tenant", Tenancy.current())
                .query((row, _) -> Map.entry(row.getString("vendor_id"), row.getInt("n")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return vendors.findAllByOrderByName().stream()
                .map(vendor -> toContract(vendor, devices.getOrDefault(vendor.vendorId(), 0)))
                .toList();
    }

    private static vedette.contracts.cm.Vendor toContract(Vendor vendor, int devices) {
        X509Certificate root = Certificates.parse(vendor.rootCertificate())
                .orElseThrow(
                        () -> new IllegalStateException("Vendor " + vendor.vendorId() + " has a broken certificate"));
        return new vedette.contracts.cm.Vendor(
                vendor.vendorId(),
                vendor.name(),
                root.getSubjectX500Principal().getName(),
                vendor.rootSha256(),
                root.getNotAfter().toInstant(),
                devices,
                vendor.createdAt());
    }
}

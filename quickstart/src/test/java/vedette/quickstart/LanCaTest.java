package vedette.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LanCaTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path data;

    private static LanAddress at(String address) throws Exception {
        return new LanAddress((Inet4Address) InetAddress.getByName(address), "eth0");
    }

    private LanCa open(String address, Duration later) throws Exception {
        return LanCa.open(data, at(address), Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
    }

    private static X509Certificate portal(LanCa ca) throws Exception {
        try (var in = Files.newInputStream(ca.portalCertificate())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static void validate(LanCa ca, Instant when) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(when));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(portal(ca))), parameters);
    }

    /** What browsers do with the CA's constraints; the JDK does not read those of an anchor (RFC 5280 §6.2 leaves it open). */
    private static void check(LanCa ca, GeneralName name) throws Exception {
        NameConstraints constraints =
                NameConstraints.getInstance(new X509CertificateHolder(ca.certificate().getEncoded())
                        .getExtension(Extension.nameConstraints)
                        .getParsedValue());
        PKIXNameConstraintValidator validator = new PKIXNameConstraintValidator();
        validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        validator.checkPermitted(name);
    }

    @Test
    void caVouchesForPrivateAddressesOnly() throws Exception {
        LanCa ca = open("192.168.1.20", Duration.ZERO);

        check(ca, new GeneralName(GeneralName.iPAddress, "192.168.1.20"));
        check(ca, new GeneralName(GeneralName.iPAddress, "10.200.0.1"));
        for (String address : List.of("8.8.8.8", "172.32.0.1", "2001:db8::1")) {
            assertThatThrownBy(() -> check(ca, new GeneralName(GeneralName.iPAddress, address)))
                    .isInstanceOf(NameConstraintValidatorException.class);
        }
        for (String name : List.of("example.org", "bank.example", "localhost")) {
            assertThatThrownBy(() -> check(ca, new GeneralName(GeneralName.dNSName, name)))
                    .isInstanceOf(NameConstraintValidatorException.class);
        }
    }

    @Test
    void certificateIsForTheAddress_andForAYear() throws Exception {
        LanCa ca = open("192.168.1.20", Duration.ZERO);
        X509Certificate leaf = portal(ca);

        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(7, "192.168.1.20"));
        assertThat(Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant())).isEqualTo(Duration.ofDays(397));
        assertThat(ca.certificate().getNotAfter().toInstant()).isAfter(NOW.plus(Duration.ofDays(3650)));
        assertThat(ca.certificate().getCriticalExtensionOIDs()).contains("2.5.29.30");
        assertThat(ca.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
        validate(ca, NOW);
    }

    @Test
    void keysAreReadableByTheirOwnerOnly() throws Exception {
        LanCa ca = open("10.0.0.5", Duration.ZERO);
        Path key = data.resolve("lan-ca/ca.key");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(ca.portalKey()))).isEqualTo("rw-------");

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> open("10.0.0.5", Duration.ZERO)).hasMessageContaining("600").hasMessageContaining(key.toString());
    }

    @Test
    void restart_keepsBoth() throws Exception {
        LanCa first = open("10.0.0.5", Duration.ZERO);
        X509Certificate leaf = portal(first);
        LanCa second = open("10.0.0.5", Duration.ofDays(300));

        assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(second.replaced()).isFalse();
        assertThat(portal(second)).isEqualTo(leaf);
    }

    @Test
    void movedAddressAndAge_renewTheCertificateButNotTheCa() throws Exception {
        LanCa first = open("10.0.0.5", Duration.ZERO);
        X509Certificate leaf = portal(first);
        LanCa moved = open("192.168.7.7", Duration.ZERO);
        assertThat(moved.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(portal(moved).getSubjectAlternativeNames()).containsExactly(List.of(7, "192.168.7.7"));

        LanCa later = open("192.168.7.7", Duration.ofDays(340));
        assertThat(later.fingerprint()).isEqualTo(first.fingerprint());
        assertThat(portal(later)).isNotEqualTo(leaf);
        validate(later, NOW.plus(Duration.ofDays(700)));
    }

    @Test
    void addressBeyondTheConstraints_needsANewCa() throws Exception {
        LanCa first = open("10.0.0.5", Duration.ZERO);
        LanCa second = open("192.0.2.1", Duration.ZERO);

        assertThat(second.replaced()).isTrue();
        assertThat(second.fingerprint()).isNotEqualTo(first.fingerprint());
        check(second, new GeneralName(GeneralName.iPAddress, "192.0.2.1"));
        validate(second, NOW);
    }

    @Test
    void halfWrittenPair_isMadeAnew() throws Exception {
        LanCa first = open("10.0.0.5", Duration.ZERO);
        Files.delete(data.resolve("lan-ca/portal.crt"));
        LanCa second = open("10.0.0.5", Duration.ZERO);

        assertThat(second.fingerprint()).isEqualTo(first.fingerprint());
        validate(second, NOW);
    }
}

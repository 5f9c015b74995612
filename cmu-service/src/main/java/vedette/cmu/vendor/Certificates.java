package vedette.cmu.vendor;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/** X.509 as devices use it: reading, path validation (RFC 5280 §6.1), common names. Stateless. */
public final class Certificates {
    private static final int PEM_MAX = 16 * 1024;

    private Certificates() {}

    /** The certificate in a PEM text; empty if it holds none or more than one. */
    public static Optional<X509Certificate> parse(@Nullable String pem) {
        if (pem == null || pem.length() > PEM_MAX || pem.indexOf("-----BEGIN") != pem.lastIndexOf("-----BEGIN")) {
            return Optional.empty();
        }
        return parse(pem.strip().getBytes(StandardCharsets.US_ASCII));
    }

    /** The certificate in PEM or DER bytes. */
    public static Optional<X509Certificate> parse(byte[] bytes) {
        try {
            return Optional.of((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes)));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /** Upper-case hex with colons of the SHA-256 of a certificate. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A parsed certificate has an encoding", e);
        }
    }

    /** Whether the chain (leaf first, without the root) is valid under {@code root} at {@code now}; no revocation lists. */
    public static boolean valid(List<X509Certificate> chainWithoutRoot, X509Certificate root, Instant now) {
        try {
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chainWithoutRoot);
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            CertPathValidator.getInstance("PKIX").validate(path, parameters);
            return !chainWithoutRoot.isEmpty();
        } catch (GeneralSecurityException e) {
            // An invalid chain is an expected outcome of somebody else's input.
            return false;
        }
    }

    /** Whether this is a CA certificate signed by itself. */
    public static boolean selfSignedCa(X509Certificate certificate) {
        try {
            certificate.verify(certificate.getPublicKey());
            return certificate.getBasicConstraints() >= 0;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The common name of the subject; empty unless there is exactly one. */
    public static Optional<String> commonName(X509Certificate certificate) {
        try {
            List<Rdn> names = new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> "CN".equalsIgnoreCase(rdn.getType()))
                            .toList();
            return names.size() == 1 ? Optional.of(names.getFirst().getValue().toString()) : Optional.empty();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}

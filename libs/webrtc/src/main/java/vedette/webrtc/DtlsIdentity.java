package vedette.webrtc;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * This peer's DTLS key and self-signed certificate: P-256, made at start, never stored (RFC 8827 §6.5). Who is behind it
 * is shown by the signalling, which names its fingerprint.
 */
record DtlsIdentity(PrivateKey privateKey, X509Certificate certificate, Fingerprint fingerprint) {
    /** Nobody checks these dates in WebRTC; a device's clock may be wrong besides. */
    private static final Duration VALIDITY = Duration.ofDays(3650);

    static DtlsIdentity generate(SecureRandom random, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            X500Name name = new X500Name("CN=vedette");
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    new BigInteger(63, random).add(BigInteger.ONE),
                    Date.from(now.minus(VALIDITY)),
                    Date.from(now.plus(VALIDITY)),
                    name,
                    keys.getPublic());
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return new DtlsIdentity(keys.getPrivate(), certificate, Fingerprint.ofCertificate(certificate.getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("this JDK cannot make a P-256 certificate", e);
        }
    }

    byte[] encoded() {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("the certificate was encoded before", e);
        }
    }

    @Override
    public String toString() {
        return "DtlsIdentity[" + fingerprint + "]";
    }
}

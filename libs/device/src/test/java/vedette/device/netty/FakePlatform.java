package vedette.device.netty;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import tools.jackson.databind.node.ObjectNode;
import vedette.device.DeviceIdentity;
import vedette.device.DeviceJson;
import vedette.device.Pem;

/** The keys of a platform for tests: bootstrap signer, certificate authority, certificates for 127.0.0.1. */
public final class FakePlatform {
    public static final String ORIGIN = "https://platform.test";

    private final SecureRandom random = new SecureRandom();
    private final KeyPair signer = keyPair();
    private final KeyPair authorityKey = keyPair();
    private final X509Certificate authority = authority();

    /** What devices are given as trust anchor. */
    public String bootstrapPin() {
        return DeviceIdentity.pinOf(signer.getPublic().getEncoded());
    }

    /** A signed bootstrap that lists these servers. */
    public ObjectNode bootstrap(String nonce, Instant time, int heartbeatMillis, List<String> urls) {
        ObjectNode payload = DeviceJson.object()
                .put("nonce", nonce)
                .put("time", DeviceJson.time(time))
                .put("platform_origin", ORIGIN)
                .put("heartbeat_ms", heartbeatMillis);
        payload.putArray("protocol_versions").add(1);
        payload.putArray("tls_ca_pem").add(authorityPem());
        var nodes = payload.putArray("nodes");
        int number = 1;
        for (String url : urls) {
            nodes.addObject()
                    .put("scu", String.valueOf(number++))
                    .put("url", url)
                    .put("region", "lab")
                    .putArray("tasks")
                    .add("register");
        }
        payload.putObject("config");
        return sign(payload);
    }

    public ObjectNode sign(ObjectNode payload) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String text = encoder.encodeToString(DeviceJson.MAPPER.writeValueAsBytes(payload));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(signer.getPrivate());
            signature.update(("vedette-bootstrap-v1\n" + text).getBytes(StandardCharsets.UTF_8));
            return DeviceJson.object()
                    .put("payload", text)
                    .put("key", encoder.encodeToString(signer.getPublic().getEncoded()))
                    .put("signature", encoder.encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String authorityPem() {
        try {
            return Pem.encode("CERTIFICATE", authority.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A server key with a certificate for 127.0.0.1, valid from one hour ago for a day. */
    public record ServerKey(KeyPair key, X509Certificate certificate) {}

    public ServerKey serverKey() {
        KeyPair key = keyPair();
        try {
            Instant now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                            authority,
                            new BigInteger(64, random),
                            Date.from(now.minus(Duration.ofHours(1))),
                            Date.from(now.plus(Duration.ofDays(1))),
                            new X500Name("CN=scu"),
                            key.getPublic())
                    .addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
            var content = new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate());
            return new ServerKey(key, new JcaX509CertificateConverter().getCertificate(builder.build(content)));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate authority() {
        try {
            Instant now = Instant.now();
            X500Name name = new X500Name("CN=Platform Device CA");
            var builder = new JcaX509v3CertificateBuilder(
                            name,
                            BigInteger.ONE,
                            Date.from(now.minus(Duration.ofDays(1))),
                            Date.from(now.plus(Duration.ofDays(365))),
                            name,
                            authorityKey.getPublic())
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            var content = new JcaContentSignerBuilder("SHA256withECDSA").build(authorityKey.getPrivate());
            return new JcaX509CertificateConverter().getCertificate(builder.build(content));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

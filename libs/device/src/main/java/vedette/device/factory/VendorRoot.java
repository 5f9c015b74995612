package vedette.device.factory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;
import vedette.device.DeviceException;
import vedette.device.Pem;

/**
 * A vendor's P-256 root: signs the certificate of each device that leaves the factory. Stored as {@code vendor.key} (0600, PKCS #8, encrypted
 * when a passphrase is given) and {@code vendor.crt}. The platform's operator enters {@link #certificatePem()} as a trusted vendor.
 */
public final class VendorRoot {
    /** Devices outlive their vendor's plans: 30 years, as IEEE 802.1AR suggests very long validity for factory identities. */
    static final Duration VALIDITY = Duration.ofDays(30 * 365L);

    private static final String KEY_FILE = "vendor.key";
    private static final String CERTIFICATE_FILE = "vendor.crt";
    private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

    private final String vendor;
    private final PrivateKey key;
    private final X509Certificate certificate;
    private final SecureRandom random;
    private final Clock clock;

    private VendorRoot(String vendor, PrivateKey key, X509Certificate certificate, SecureRandom random, Clock clock) {
        this.vendor = vendor;
        this.key = key;
        this.certificate = certificate;
        this.random = random;
        this.clock = clock;
    }

    /** As {@link #openOrCreate(Path, String, char[], SecureRandom, Clock)} with the system's randomness and time, without passphrase. */
    public static VendorRoot openOrCreate(Path directory, String vendor) {
        return openOrCreate(directory, vendor, null, new SecureRandom(), Clock.systemUTC());
    }

    /**
     * Loads the root from {@code directory}, or makes one for {@code vendor} there.
     *
     * @throws DeviceException {@code vendor-root-invalid} if the files cannot be read or written, or the passphrase is wrong
     */
    public static VendorRoot openOrCreate(
            Path directory, String vendor, char @Nullable [] passphrase, SecureRandom random, Clock clock) {
        Path keyFile = directory.resolve(KEY_FILE);
        try {
            return Files.exists(keyFile)
                    ? load(directory, passphrase, random, clock)
                    : create(directory, vendor, passphrase, random, clock);
        } catch (IOException | GeneralSecurityException | OperatorCreationException | PKCSException e) {
            throw new DeviceException(
                    "vendor-root-invalid",
                    "The vendor root in " + directory + " cannot be used (wrong passphrase, or a damaged file): "
                            + e.getMessage(),
                    e);
        }
    }

    private static VendorRoot create(
            Path directory, String vendor, char @Nullable [] passphrase, SecureRandom random, Clock clock)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair pair = newKeyPair(random);
        X500Name name = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, vendor)
                .addRDN(BCStyle.CN, vendor + " Device Root")
                .build();
        X509v3CertificateBuilder builder = builder(name, name, pair.getPublic(), random, clock)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(1))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        X509Certificate certificate = sign(builder, pair.getPrivate(), random);
        SecretFiles.write(directory.resolve(KEY_FILE), keyPem(pair.getPrivate(), passphrase, random));
        Files.writeString(
                directory.resolve(CERTIFICATE_FILE),
                Pem.encode("CERTIFICATE", certificate.getEncoded()),
                StandardCharsets.US_ASCII);
        return new VendorRoot(vendor, pair.getPrivate(), certificate, random, clock);
    }

    private static VendorRoot load(Path directory, char @Nullable [] passphrase, SecureRandom random, Clock clock)
            throws IOException, OperatorCreationException, PKCSException {
        X509Certificate certificate =
                Pem.certificate(Files.readString(directory.resolve(CERTIFICATE_FILE), StandardCharsets.US_ASCII));
        String pem = Files.readString(directory.resolve(KEY_FILE), StandardCharsets.US_ASCII);
        PrivateKey key = pem.contains("BEGIN ENCRYPTED") ? decrypt(pem, directory, passphrase) : Pem.ecPrivateKey(pem);
        String vendor = X500Name.getInstance(
                        certificate.getSubjectX500Principal().getEncoded())
                .getRDNs(BCStyle.O)[0]
                .getFirst()
                .getValue()
                .toString();
        return new VendorRoot(vendor, key, certificate, random, clock);
    }

    private static PrivateKey decrypt(String pem, Path directory, char @Nullable [] passphrase)
            throws IOException, OperatorCreationException, PKCSException {
        if (passphrase == null) {
            throw new DeviceException(
                    "vendor-root-invalid", directory.resolve(KEY_FILE) + " is encrypted: give its passphrase.");
        }
        try (PEMParser parser = new PEMParser(new StringReader(pem))) {
            if (!(parser.readObject() instanceof PKCS8EncryptedPrivateKeyInfo encrypted)) {
                throw new DeviceException(
                        "vendor-root-invalid", directory.resolve(KEY_FILE) + " holds no encrypted PKCS #8 key.");
            }
            return new JcaPEMKeyConverter()
                    .getPrivateKey(encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                            .setProvider(PROVIDER)
                            .build(passphrase)));
        }
    }

    private static String keyPem(PrivateKey key, char @Nullable [] passphrase, SecureRandom random)
            throws IOException, OperatorCreationException {
        if (passphrase == null) {
            return Pem.encode("PRIVATE KEY", key.getEncoded());
        }
        OutputEncryptor encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                .setProvider(PROVIDER)
                .setRandom(random)
                .setPRF(PKCS8Generator.PRF_HMACSHA256)
                .setIterationCount(310_000)
                .setPassword(passphrase)
                .build();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PemWriter writer = new PemWriter(new OutputStreamWriter(bytes, StandardCharsets.US_ASCII))) {
            writer.writeObject(new JcaMiscPEMGenerator(new JcaPKCS8Generator(key, encryptor).generate()));
        }
        return bytes.toString(StandardCharsets.US_ASCII);
    }

    /** The vendor's name as the root's certificate carries it. */
    public String vendor() {
        return vendor;
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** What the operator of a platform enters under Vendors. */
    public String certificatePem() {
        try {
            return Pem.encode("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A certificate that was built or parsed has an encoding", e);
        }
    }

    /** Signs a leaf with subject CN = {@code serial}, O = vendor. */
    X509Certificate certify(String serial, PublicKey deviceKey)
            throws GeneralSecurityException, OperatorCreationException, CertIOException {
        X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, vendor)
                .addRDN(BCStyle.CN, serial)
                .build();
        X500Name issuer =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuer, subject, deviceKey, random, clock)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate));
        return sign(builder, key, random);
    }

    static KeyPair newKeyPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, SecureRandom random, Clock clock)
            throws GeneralSecurityException, CertIOException {
        Instant now = clock.instant();
        // Valid from a day before: factory clocks differ, and a device may meet its first platform within the minute.
        return new JcaX509v3CertificateBuilder(
                        issuer,
                        new BigInteger(127, random).add(BigInteger.ONE),
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(VALIDITY)),
                        subject,
                        key)
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException {
        ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA")
                .setSecureRandom(random)
                .build(key);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}

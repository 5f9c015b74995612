package vedette.quickstart;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The authority that people install on their phones for {@code up --lan}, and the portal's certificate from it. Files of
 * {@code lan-ca/} in the data folder. People trust it with their browser, so it can do little: it vouches for TLS servers at
 * addresses of private networks and at no name of the internet (RFC 5280 §4.2.1.10).
 *
 * <p>Made by one thread at start; immutable then.
 */
final class LanCa {
    static final String NAME = "Vedette home CA";
    private static final Duration CA_LIFETIME = Duration.ofDays(3652);
    private static final Duration LEAF_LIFETIME = Duration.ofDays(397);
    private static final Duration RENEW_BEFORE = Duration.ofDays(60);
    /** Phones' clocks differ a little. */
    private static final Duration BACKDATE = Duration.ofHours(1);

    private final Path folder;
    private final Pair authority;
    private final boolean replaced;

    private record Pair(PrivateKey key, X509Certificate certificate) {}

    private LanCa(Path folder, Pair authority, boolean replaced) {
        this.folder = folder;
        this.authority = authority;
        this.replaced = replaced;
    }

    /**
     * Opens the CA, or makes it at the first start, and sees to it that the portal has a certificate for {@code address}.
     *
     * @throws IllegalStateException naming the file that cannot be used and what to do
     */
    static LanCa open(Path dataDir, LanAddress address, Clock clock) {
        Path folder = dataDir.resolve("lan-ca");
        Instant now = clock.instant();
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Pair old = load(folder, "ca");
            boolean good = old != null && lasts(old.certificate, now, LEAF_LIFETIME) && covers(old.certificate, address);
            Pair ca = good && old != null ? old : store(folder, "ca", makeAuthority(address, now));
            LanCa made = new LanCa(folder, ca, old != null && !good);
            Pair leaf = load(folder, "portal");
            if (leaf == null || !lasts(leaf.certificate, now, RENEW_BEFORE) || !isFor(leaf.certificate, address) || !made.issued(leaf.certificate)) {
                store(folder, "portal", issue(ca, address, now));
            }
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or write the home CA in " + folder, e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Cannot make the certificates of --lan in " + folder + ": " + e.getMessage(), e);
        }
    }

    X509Certificate certificate() {
        return authority.certificate;
    }

    /** The CA's certificate as people download it. */
    byte[] pem() {
        try {
            return Files.readAllBytes(folder.resolve("ca.crt"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the home CA's certificate", e);
        }
    }

    /** Whether phones must install it anew, since an older one did not serve any more. */
    boolean replaced() {
        return replaced;
    }

    Path portalCertificate() {
        return folder.resolve("portal.crt");
    }

    Path portalKey() {
        return folder.resolve("portal.key");
    }

    /** SHA-256 of the certificate as systems show it: upper-case hex with colons. */
    String fingerprint() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(authority.certificate.getEncoded());
            return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot hash the home CA's certificate", e);
        }
    }

    /** For clients that trust this CA and no other. */
    SSLContext clientContext() {
        return trusting(authority.certificate);
    }

    /**
     * For clients of the system that keeps its data in {@code dataDir}; needs no key.
     *
     * @throws UserError if that system has no CA
     */
    static SSLContext trustOf(Path dataDir) {
        Path file = dataDir.resolve("lan-ca").resolve("ca.crt");
        try (InputStream in = Files.newInputStream(file)) {
            return trusting((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in));
        } catch (IOException | CertificateException e) {
            throw new UserError("the certificate " + file + " cannot be read: " + e.getMessage() + ".", "Name the system's folder with --data.");
        }
    }

    private static SSLContext trusting(X509Certificate certificate) {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("home", certificate);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("Cannot build the TLS context for the portal", e);
        }
    }

    private static boolean lasts(X509Certificate certificate, Instant now, Duration atLeast) {
        return certificate.getNotAfter().toInstant().isAfter(now.plus(atLeast));
    }

    /** Whether the name constraints of the CA admit the address. */
    private static boolean covers(X509Certificate ca, LanAddress address) throws IOException {
        Extension extension = new X509CertificateHolder(encoded(ca)).getExtension(Extension.nameConstraints);
        if (extension == null) {
            return false;
        }
        for (GeneralSubtree subtree : NameConstraints.getInstance(extension.getParsedValue()).getPermittedSubtrees()) {
            if (subtree.getBase().getTagNo() == GeneralName.iPAddress) {
                byte[] network = DEROctetString.getInstance(subtree.getBase().getName()).getOctets();
                byte[] own = address.address().getAddress();
                boolean inside = network.length == 8;
                for (int i = 0; i < 4 && inside; i++) {
                    inside = (own[i] & network[4 + i]) == network[i];
                }
                if (inside) {
                    return true;
                }
            }
        }
        return false;
    }

    private static byte[] encoded(X509Certificate certificate) throws IOException {
        try {
            return certificate.getEncoded();
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IOException("Cannot encode a certificate that was read before", e);
        }
    }

    private static boolean isFor(X509Certificate leaf, LanAddress address) throws GeneralSecurityException {
        return leaf.getSubjectAlternativeNames() != null
                && leaf.getSubjectAlternativeNames().stream().anyMatch(name -> address.text().equals(name.get(1)));
    }

    private boolean issued(X509Certificate leaf) {
        try {
            leaf.verify(authority.certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static Pair makeAuthority(LanAddress address, Instant now)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair keys = newKey();
        // A word of its own tells the CAs of two homes apart in a phone's list.
        X500Name name = new X500Name("CN=" + NAME + " " + HexFormat.of().withUpperCase().formatHex(random(2)) + ",O=Vedette");
        List<GeneralSubtree> permitted = new ArrayList<>();
        for (LanAddress.Network network : LanAddress.PRIVATE) {
            permitted.add(new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(network.addressAndMask()))));
        }
        if (!address.isPrivate()) {
            byte[] b = address.address().getAddress();
            permitted.add(new GeneralSubtree(new GeneralName(GeneralName.iPAddress,
                    new DEROctetString(new LanAddress.Network(b[0], b[1], b[2], b[3], 32).addressAndMask()))));
        }
        // A kind of name without a permitted subtree is unrestricted, hence one that nobody on the internet has (RFC 8375).
        permitted.add(new GeneralSubtree(new GeneralName(GeneralName.dNSName, "vedette.home.arpa")));
        X509v3CertificateBuilder builder = builder(name, name, keys, now, CA_LIFETIME)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()))
                .addExtension(Extension.nameConstraints, true, new NameConstraints(permitted.toArray(GeneralSubtree[]::new), null));
        return sign(builder, keys.getPrivate(), keys.getPrivate());
    }

    private static Pair issue(Pair ca, LanAddress address, Instant now)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair keys = newKey();
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder builder = builder(
                        X500Name.getInstance(ca.certificate.getSubjectX500Principal().getEncoded()),
                        new X500Name("CN=Vedette at " + address.text()), keys, now, LEAF_LIFETIME)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(keys.getPublic()))
                .addExtension(Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(ca.certificate.getPublicKey()))
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.iPAddress, address.text())));
        return sign(builder, ca.key, keys.getPrivate());
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return random;
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Instant now, Duration lifetime) {
        return new JcaX509v3CertificateBuilder(
                issuer, new BigInteger(127, new SecureRandom()).setBit(126), Date.from(now.minus(BACKDATE)),
                // The lifetime counts from the backdated beginning: 397 days are the browsers' limit, not 397 and an hour.
                Date.from(now.minus(BACKDATE).plus(lifetime)), subject, keys.getPublic());
    }

    private static Pair sign(X509v3CertificateBuilder builder, PrivateKey signer, PrivateKey own)
            throws OperatorCreationException, GeneralSecurityException {
        return new Pair(own, new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))));
    }

    private static Pair store(Path folder, String name, Pair pair) throws IOException {
        write(folder.resolve(name + ".key"), new JcaPKCS8Generator(pair.key, null), "rw-------");
        write(folder.resolve(name + ".crt"), pair.certificate, "rw-r--r--");
        return pair;
    }

    private static void write(Path target, Object object, String mode) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(object);
        }
        Path temporary = target.resolveSibling(target.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        Files.writeString(temporary, text.toString(), StandardCharsets.US_ASCII);
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The pair on disk; null if there is none or only half of it, as after a crash between the two files. */
    private static @Nullable Pair load(Path folder, String name) throws IOException, GeneralSecurityException {
        Path keyFile = folder.resolve(name + ".key");
        Path certificateFile = folder.resolve(name + ".crt");
        if (!Files.exists(keyFile) || !Files.exists(certificateFile)) {
            return null;
        }
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile));
        if (!mode.endsWith("------")) {
            throw new IllegalStateException(keyFile + " must be readable by its owner only (mode 600); its mode is " + mode
                    + ". Others may have copied it: delete the folder " + folder + " to have a new CA made.");
        }
        try (PEMParser keys = new PEMParser(Files.newBufferedReader(keyFile));
                PEMParser certificates = new PEMParser(Files.newBufferedReader(certificateFile))) {
            if (!(keys.readObject() instanceof PrivateKeyInfo key) || !(certificates.readObject() instanceof X509CertificateHolder holder)) {
                throw new IllegalStateException(keyFile + " and " + certificateFile
                        + " must hold an EC private key and its certificate in PEM form; restore them, or delete the folder to have a new CA made.");
            }
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(holder);
            PrivateKey privateKey = new JcaPEMKeyConverter().getPrivateKey(key);
            return matches(privateKey, certificate) ? new Pair(privateKey, certificate) : null;
        }
    }

    private static boolean matches(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        byte[] probe = random(16);
        java.security.Signature signature = java.security.Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(probe);
        return signature.verify(signed);
    }
}

package vedette.platform.internal;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The authority for mutual TLS between services. Made at first start in a folder that only the platform reads; issues one
 * P-256 certificate per instance, named {@code spiffe://vedette/<entity>/<instance>} (SPIFFE X509-SVID §2).
 *
 * <p>Thread-safe, also between processes that share the folder: creation is under a file lock.
 */
public final class InternalCa {
    private static final Duration CA_LIFETIME = Duration.ofDays(3650);
    private static final Duration LEAF_LIFETIME = Duration.ofDays(397);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    /** Tolerates hosts whose clocks differ a little. */
    private static final Duration BACKDATE = Duration.ofHours(1);

    private final Path folder;

    private InternalCa(Path folder) {
        this.folder = folder;
    }

    /**
     * A key and the certificates for it.
     *
     * @param key private key
     * @param certificate of the instance
     * @param authority certificate of the CA
     */
    public record Identity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {}

    /** Opens the CA in {@code folder}, making folder and CA if there is none. */
    public static InternalCa open(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (UnsupportedOperationException e) {
            // A file system without POSIX permissions: access is then the folder owner's concern.
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create the folder of the internal CA " + folder, e);
        }
        return new InternalCa(folder);
    }

    /** The identity of an instance: the one on disk, or a new one if there is none or it ends within 30 days. */
    public Identity identity(String entity, String instance) {
        String name = requireName(entity) + "-" + requireName(instance);
        try (FileChannel channel = FileChannel.open(
                        folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            Pair ca = load("ca");
            if (ca == null) {
                ca = store("ca", makeAuthority());
            }
            Pair leaf = load(name);
            if (leaf == null
                    || leaf.certificate.getNotAfter().toInstant().isBefore(Instant.now().plus(RENEW_BEFORE))
                    || !issuedBy(leaf.certificate, ca.certificate)) {
                leaf = store(name, issue(ca, entity, instance));
            }
            return new Identity(leaf.key, leaf.certificate, ca.certificate);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or write the internal CA in " + folder, e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Cannot make a certificate for " + name, e);
        }
    }

    /** Two threads of one process may want the lock at once; the JDK refuses the second instead of waiting. */
    private static FileLock lock(FileChannel channel) throws IOException {
        synchronized (InternalCa.class) {
            for (int tries = 0; ; tries++) {
                try {
                    return channel.lock();
                } catch (java.nio.channels.OverlappingFileLockException e) {
                    if (tries > 500) {
                        throw new IOException("The internal CA has been locked for 10 s by another part of this process", e);
                    }
                    java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
                }
            }
        }
    }

    private static boolean issuedBy(X509Certificate leaf, X509Certificate ca) {
        try {
            leaf.verify(ca.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String requireName(String name) {
        if (!name.matches("[a-z0-9][a-z0-9.-]{0,40}")) {
            throw new IllegalArgumentException(
                    "Entity and instance names are lower-case letters, digits, '.' and '-', at most 41 characters; found: " + name);
        }
        return name;
    }

    private record Pair(PrivateKey key, X509Certificate certificate) {}

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Pair makeAuthority() throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair keys = newKey();
        X500Name name = new X500Name("CN=Vedette internal CA,O=Vedette");
        X509v3CertificateBuilder builder = builder(name, name, keys, CA_LIFETIME)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        return sign(builder, keys.getPrivate(), keys.getPrivate());
    }

    private static Pair issue(Pair ca, String entity, String instance)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair keys = newKey();
        X500Name issuer = X500Name.getInstance(ca.certificate.getSubjectX500Principal().getEncoded());
        GeneralNames names = new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.uniformResourceIdentifier, SpiffeId.of(entity, instance).uri()),
            new GeneralName(GeneralName.dNSName, "localhost"),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        });
        X509v3CertificateBuilder builder = builder(issuer, new X500Name("CN=" + entity + "-" + instance), keys, LEAF_LIFETIME)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}))
                .addExtension(Extension.subjectAlternativeName, false, names);
        return sign(builder, ca.key, keys.getPrivate());
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Duration lifetime) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, new SecureRandom()),
                Date.from(now.minus(BACKDATE)),
                Date.from(now.plus(lifetime)),
                subject,
                keys.getPublic());
    }

    private static Pair sign(X509v3CertificateBuilder builder, PrivateKey signer, PrivateKey own)
            throws OperatorCreationException, GeneralSecurityException {
        return new Pair(
                own,
                new JcaX509CertificateConverter()
                        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))));
    }

    private Pair store(String name, Pair pair) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(new org.bouncycastle.openssl.jcajce.JcaPKCS8Generator(pair.key, null)); // PKCS #8: the key alone suffices.
            pem.writeObject(pair.certificate);
        }
        Path target = folder.resolve(name + ".pem");
        Path temporary = folder.resolve(name + ".pem.new");
        Files.deleteIfExists(temporary);
        Files.createFile(temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, text.toString());
        Files.move(temporary, target, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        return pair;
    }

    private @org.jspecify.annotations.Nullable Pair load(String name) throws IOException, GeneralSecurityException {
        Path file = folder.resolve(name + ".pem");
        if (!Files.exists(file)) {
            return null;
        }
        Set<String> accepted = Set.of("rw-------", "r--------");
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (!accepted.contains(mode)) {
            throw new IllegalStateException(file + " holds a private key and must be readable by its owner only (mode 600); its mode is "
                    + mode + ". Run: chmod 600 " + file);
        }
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
            Object key = parser.readObject();
            Object certificate = parser.readObject();
            if (!(key instanceof PrivateKeyInfo info)
                    || !(certificate instanceof org.bouncycastle.cert.X509CertificateHolder holder)) {
                throw new IllegalStateException(file + " must hold an EC private key and its certificate in PEM form; restore it from a backup, or delete it to have a new one made");
            }
            return new Pair(
                    new JcaPEMKeyConverter().getPrivateKey(info),
                    new JcaX509CertificateConverter().getCertificate(holder));
        }
    }
}

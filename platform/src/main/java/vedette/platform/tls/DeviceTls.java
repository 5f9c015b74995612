package vedette.platform.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of a listener that devices dial: a configured one, or a P-256 one from a CA that is made at first start in
 * {@code device-tls/} of the data directory. Devices learn the CA from the signed bootstrap, or with their ticket, so no public CA is needed.
 *
 * @param key private key of the listener
 * @param chain its certificate first
 * @param authorityPem what devices shall trust, PEM
 */
public record DeviceTls(PrivateKey key, List<X509Certificate> chain, String authorityPem) {
    private static final Duration CA_LIFETIME = Duration.ofDays(3650);
    private static final Duration LEAF_LIFETIME = Duration.ofDays(397);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final Duration BACKDATE = Duration.ofDays(1);

    private record Pair(PrivateKey key, List<X509Certificate> chain) {}

    /** Reads a configured certificate. Without {@code authority} the last certificate of the chain is what devices shall trust. */
    public static DeviceTls configured(Path certificate, Path privateKey, @Nullable Path authority) {
        try {
            List<X509Certificate> chain = read(certificate).chain;
            PrivateKey key = read(privateKey).key;
            if (chain.isEmpty() || key == null) {
                throw new IllegalStateException("Expected a certificate chain in " + certificate + " and its private key in " + privateKey
                        + ", both PEM; set both files, or neither");
            }
            return new DeviceTls(key, chain, authority == null ? pem(null, List.of(chain.getLast())) : Files.readString(authority));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the certificate of the device listener", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot use the certificate of the device listener", e);
        }
    }

    /** As {@link #generated(Path, String, String, List)}, for one address. */
    public static DeviceTls generated(Path folder, String entity, String instance, String publicAddress) {
        return generated(folder, entity, instance, List.of(publicAddress));
    }

    /**
     * The certificate of an instance from the CA in {@code folder}; both are made if they are not there, or do not fit any more.
     *
     * @param entity {@code scu}, {@code mtu} …
     * @param instance name of the instance among its equals
     * @param publicAddresses host names or IP addresses that the certificate is for, beside loopback
     */
    public static DeviceTls generated(Path folder, String entity, String instance, List<String> publicAddresses) {
        try {
            Files.createDirectories(folder);
            synchronized (DeviceTls.class) {
                try (FileChannel channel = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock _ = channel.lock()) {
                    Path caFile = folder.resolve("ca.pem");
                    Pair ca = Files.exists(caFile) ? read(caFile) : store(caFile, authority());
                    Path leafFile = folder.resolve(entity + "-" + instance + ".pem");
                    Pair leaf = Files.exists(leafFile) ? read(leafFile) : null;
                    if (leaf == null || !fits(leaf, ca, publicAddresses)) {
                        leaf = store(leafFile, leaf(ca, entity, publicAddresses));
                    }
                    return new DeviceTls(leaf.key, leaf.chain, pem(null, ca.chain));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read or write the device listener's certificate in " + folder, e);
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("Cannot make the device listener's certificate", e);
        }
    }

    private static boolean fits(Pair leaf, Pair ca, List<String> publicAddresses) throws GeneralSecurityException {
        X509Certificate certificate = leaf.chain.getFirst();
        boolean named = certificate.getSubjectAlternativeNames() != null
                && publicAddresses.stream().allMatch(address -> names(certificate, address));
        try {
            certificate.verify(ca.chain.getFirst().getPublicKey());
        } catch (GeneralSecurityException e) {
            return false;
        }
        return named && certificate.getNotAfter().toInstant().isAfter(Instant.now().plus(RENEW_BEFORE));
    }

    private static boolean names(X509Certificate certificate, String address) {
        try {
            return certificate.getSubjectAlternativeNames().stream().anyMatch(name -> address.equals(name.get(1)));
        } catch (CertificateParsingException e) {
            return false; // Whatever is in it, it is not what is wanted.
        }
    }

    private static KeyPair newKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static Pair authority() throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair keys = newKey();
        X500Name name = new X500Name("CN=Vedette device listener CA,O=Vedette");
        X509v3CertificateBuilder builder = builder(name, name, keys, CA_LIFETIME)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        return new Pair(keys.getPrivate(), List.of(sign(builder, keys.getPrivate())));
    }

    private static Pair leaf(Pair ca, String entity, List<String> publicAddresses)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        KeyPair keys = newKey();
        List<ASN1Object> names = new ArrayList<>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        for (String address : new LinkedHashSet<>(publicAddresses)) {
            if (!address.equals("127.0.0.1") && !address.equals("localhost")) {
                boolean literal = address.matches("[0-9.]+") || address.contains(":");
                names.add(new GeneralName(literal ? GeneralName.iPAddress : GeneralName.dNSName, address));
            }
        }
        X500Name issuer = X500Name.getInstance(ca.chain.getFirst().getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder builder = builder(issuer, new X500Name("CN=Vedette " + entity.toUpperCase(Locale.ROOT)), keys, LEAF_LIFETIME)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names.toArray(GeneralName[]::new)));
        return new Pair(keys.getPrivate(), List.of(sign(builder, ca.key), ca.chain.getFirst()));
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Duration lifetime) {
        Instant now = Instant.now();
        return new JcaX509v3CertificateBuilder(
                issuer, new BigInteger(127, new SecureRandom()), Date.from(now.minus(BACKDATE)), Date.from(now.plus(lifetime)), subject,
                keys.getPublic());
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey signer)
            throws OperatorCreationException, GeneralSecurityException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    }

    private static Pair store(Path file, Pair pair) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, pem(pair.key, pair.chain));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return pair;
    }

    private static String pem(@Nullable PrivateKey key, List<X509Certificate> chain) throws IOException {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            if (key != null) {
                pem.writeObject(new JcaPKCS8Generator(key, null));
            }
            for (X509Certificate certificate : chain) {
                pem.writeObject(certificate);
            }
        }
        return text.toString();
    }

    @SuppressWarnings("NullAway") // A file may hold certificates only; configured() checks.
    private static Pair read(Path file) throws IOException, GeneralSecurityException {
        PrivateKey key = null;
        List<X509Certificate> chain = new ArrayList<>();
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(file))) {
            Object next;
            while ((next = parser.readObject()) != null) {
                switch (next) {
                    case PrivateKeyInfo info -> key = new JcaPEMKeyConverter().getPrivateKey(info);
                    case PEMKeyPair pair -> key = new JcaPEMKeyConverter().getKeyPair(pair).getPrivate();
                    case X509CertificateHolder holder -> chain.add(new JcaX509CertificateConverter().getCertificate(holder));
                    default -> {
                        // EC parameters and the like.
                    }
                }
            }
        }
        return new Pair(key, List.copyOf(chain));
    }
}

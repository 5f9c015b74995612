package vedette.device;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** The PEM texts (RFC 7468) of a device: certificates and one unencrypted PKCS #8 P-256 key. */
public final class Pem {
    private static final int TEXT_CHARS_MAX = 16 * 1024;
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private Pem() {}

    public static String encode(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** @throws DeviceException {@code certificate-invalid} */
    public static X509Certificate certificate(String pem) {
        checkLength(pem, "certificate-invalid");
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            throw new DeviceException(
                    "certificate-invalid", "Expected a PEM certificate (BEGIN CERTIFICATE): " + e.getMessage(), e);
        }
    }

    public static List<X509Certificate> certificates(List<String> pems) {
        return pems.stream().map(Pem::certificate).toList();
    }

    /** @throws DeviceException {@code key-invalid} */
    public static ECPrivateKey ecPrivateKey(String pem) {
        checkLength(pem, "key-invalid");
        try {
            String body = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
            byte[] der = Base64.getDecoder().decode(body);
            return (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
            // The cause is left out on purpose: some providers put key bytes into their messages.
            throw new DeviceException(
                    "key-invalid", "Expected an unencrypted PKCS #8 P-256 private key in PEM (BEGIN PRIVATE KEY).");
        }
    }

    private static void checkLength(String pem, String code) {
        if (pem.length() > TEXT_CHARS_MAX) {
            throw new DeviceException(
                    code,
                    "Expected a PEM text of at most " + TEXT_CHARS_MAX + " characters, found " + pem.length() + ".");
        }
    }
}

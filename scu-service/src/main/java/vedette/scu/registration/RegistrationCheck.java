package vedette.scu.registration;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;
import vedette.contracts.Problem;
import vedette.contracts.ps.DeviceProofs;
import vedette.contracts.ps.DeviceRegistration;

/**
 * What the SCU itself checks in an application for registration, so that junk does not reach the CMU: its form, that the certificate names
 * the serial, and that its key signed. Whether the chain leads to a known vendor is the CMU's to say. Stateless.
 */
final class RegistrationCheck {
    private static final int PEM_CHARS_MAX = 8 * 1024;
    private static final int FIELD_BITS = 256;
    private static final int CHANNELS_MAX = 16;

    private RegistrationCheck() {}

    /** Wrong fields; empty if the form is right. */
    static List<Problem.FieldError> form(DeviceRegistration body) {
        List<Problem.FieldError> errors = new ArrayList<>();
        text(errors, "/serial", body.serial(), "[A-Za-z0-9][A-Za-z0-9-]{2,63}", "3..64 letters, digits and '-'");
        if (!Set.of("pu", "nvr").contains(String.valueOf(body.kind()))) {
            errors.add(new Problem.FieldError("/kind", "expected pu or nvr"));
        }
        text(errors, "/boot_id", body.bootId(), "[A-Za-z0-9_-]{16,64}", "base64url of 16 random bytes");
        text(errors, "/nonce", body.nonce(), "[A-Za-z0-9_-]{43}", "the nonce of a challenge");
        text(errors, "/signature", body.signature(), "[A-Za-z0-9_-]{86}", "base64url of 64 bytes r‖s");
        text(errors, "/label_verifier", body.labelVerifier(), "[A-Za-z0-9_-]{43}", "base64url of a SHA-256");
        text(errors, "/firmware", body.firmware(), "[\\x20-\\x7e]{1,64}", "1..64 printable ASCII characters");
        text(errors, "/model", body.model(), "[\\x20-\\x7e]{1,64}", "1..64 printable ASCII characters");
        if (body.level() < 1 || body.level() > 4) {
            errors.add(new Problem.FieldError("/level", "expected 1..4, found " + body.level()));
        }
        if (!body.protocolVersions().contains(1)) {
            errors.add(new Problem.FieldError("/protocol_versions", "expected a list with 1, found " + body.protocolVersions()));
        }
        List<String> chain = body.certificateChainPem();
        if (chain.isEmpty() || chain.size() > DeviceRegistration.CHAIN_MAX || chain.stream().anyMatch(pem -> pem.length() > PEM_CHARS_MAX)) {
            errors.add(new Problem.FieldError(
                    "/certificate_chain_pem", "expected 1.." + DeviceRegistration.CHAIN_MAX + " certificates in PEM, leaf first"));
        }
        if (isMissing(body.capabilities()) || body.capabilities().channels().isEmpty() || body.capabilities().channels().size() > CHANNELS_MAX) {
            errors.add(new Problem.FieldError("/capabilities/channels", "expected 1.." + CHANNELS_MAX + " channels"));
        }
        if (body.media() != null && !isRtspUrl(body.media().rtspUrl())) {
            errors.add(new Problem.FieldError("/media/rtsp_url", "expected rtsp://host:port without path and credentials"));
        }
        return errors;
    }

    /** A record read from JSON may hold nulls where the contract forbids them. */
    private static boolean isMissing(@Nullable Object value) {
        return value == null;
    }

    private static void text(List<Problem.FieldError> errors, String pointer, @Nullable String value, String pattern, String expected) {
        if (value == null || !value.matches(pattern)) {
            errors.add(new Problem.FieldError(pointer, "expected " + expected + (value == null ? ", found nothing" : "")));
        }
    }

    private static boolean isRtspUrl(@Nullable String url) {
        if (url == null || url.length() > 200) {
            return false;
        }
        try {
            URI uri = new URI(url);
            return ("rtsp".equals(uri.getScheme()) || "rtsps".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Why the proof is wrong; null if the certificate's key signed this application for this platform. */
    static @Nullable String proofError(DeviceRegistration body, String platformOrigin) {
        X509Certificate leaf;
        try {
            leaf = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(body.certificateChainPem().getFirst().getBytes(StandardCharsets.US_ASCII)));
        } catch (CertificateException e) {
            return "The first entry of certificate_chain_pem is not an X.509 certificate in PEM form.";
        }
        if (!(leaf.getPublicKey() instanceof ECPublicKey key) || key.getParams().getCurve().getField().getFieldSize() != FIELD_BITS) {
            return "Expected a certificate with a P-256 key, found " + leaf.getPublicKey().getAlgorithm() + ".";
        }
        if (!body.serial().equals(commonName(leaf))) {
            return "Expected the serial as the common name of the device's certificate.";
        }
        if (!DeviceProofs.verify(key, DeviceProofs.registration(platformOrigin, body), body.signature())) {
            return "The signature is not the certificate's key over the registration text of this platform (" + platformOrigin
                    + "). Check purpose, origin, nonce, boot id and hash, joined by line feeds; r‖s, not DER.";
        }
        return null;
    }

    private static @Nullable String commonName(X509Certificate certificate) {
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    return String.valueOf(rdn.getValue());
                }
            }
            return null;
        } catch (InvalidNameException e) {
            return null;
        }
    }
}

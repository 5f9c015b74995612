package vedette.device.factory;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.operator.OperatorCreationException;
import vedette.contracts.LabelCode;
import vedette.device.DeviceException;
import vedette.device.DeviceFile;
import vedette.device.DeviceIdentity;
import vedette.device.Pem;

/** Makes devices: a fresh key and label code each, certified by the vendor's root. Keeps nothing of what it made. */
public final class Factory {
    private static final Pattern SERIAL = Pattern.compile("[A-Z0-9][A-Z0-9-]{3,30}[A-Z0-9]");
    private static final String SERIAL_CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private final SecureRandom random;

    public Factory(SecureRandom random) {
        this.random = random;
    }

    /** @throws DeviceException {@code issue-request-invalid}, saying which part of the request and what is expected */
    public IssuedDevice issue(VendorRoot root, IssueRequest request) {
        String serial = request.serial() == null ? newSerial() : request.serial();
        check(serial, request);
        try {
            KeyPair pair = VendorRoot.newKeyPair(random);
            X509Certificate leaf = root.certify(serial, pair.getPublic());
            LabelCode code = LabelCode.generate(random);
            DeviceFile device = new DeviceFile(
                    serial,
                    root.vendor(),
                    request.model(),
                    "pu",
                    request.channels(),
                    request.bootstrapUrls(),
                    new DeviceFile.TrustAnchor(request.bootstrapPin()),
                    code.verifier(serial),
                    Pem.encode("PRIVATE KEY", pair.getPrivate().getEncoded()),
                    List.of(Pem.encode("CERTIFICATE", leaf.getEncoded()), root.certificatePem()));
            String pin = DeviceIdentity.pinOf(pair.getPublic().getEncoded());
            String url = request.portalOrigin() + "/add#v=1&d=" + URLEncoder.encode(serial, StandardCharsets.UTF_8)
                    + "&c=" + code.code17() + "&k=" + pin;
            return new IssuedDevice(device, new DeviceLabel(serial, code.printed(), pin, url));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new DeviceException(
                    "issue-failed", "The certificate of " + serial + " could not be made: " + e.getMessage(), e);
        }
    }

    private static void check(String serial, IssueRequest request) {
        if (!SERIAL.matcher(serial).matches()) {
            throw invalid("serial of 5 to 32 characters A-Z, 0-9 and '-'", serial);
        }
        for (String url : request.bootstrapUrls()) {
            if (!url.startsWith("https://")) {
                throw invalid("bootstrap URLs that begin with https://", url);
            }
        }
        if (request.bootstrapPin().length() != 43) {
            throw invalid(
                    "a bootstrap pin of 43 base64url characters (GET /cmu/v1/platform shows it)",
                    request.bootstrapPin());
        }
        URI origin = URI.create(request.portalOrigin());
        if (origin.getHost() == null || !origin.getRawPath().isEmpty()) {
            throw invalid("a portal origin like https://cameras.example without path", request.portalOrigin());
        }
    }

    private String newSerial() {
        StringBuilder serial = new StringBuilder("VDT");
        for (int i = 0; i < 8; i++) {
            serial.append(i % 4 == 0 ? "-" : "")
                    .append(SERIAL_CHARACTERS.charAt(random.nextInt(SERIAL_CHARACTERS.length())));
        }
        return serial.toString();
    }

    private static DeviceException invalid(String expected, String found) {
        return new DeviceException("issue-request-invalid", "Expected " + expected + ", found \"" + found + "\".");
    }
}

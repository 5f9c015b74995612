package vedette.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;

/**
 * {@code device.json}, written by the factory and read at each start: everything a device knows before it meets the platform. Holds the private
 * key, so the file is readable by its owner only; it never holds the label code, only the verifier.
 *
 * @param kind {@code pu} for a camera
 * @param channels number of cameras behind this device, 1 for a camera
 * @param bootstrapUrls tried in this order
 */
public record DeviceFile(
        String serial,
        String vendor,
        String model,
        String kind,
        int channels,
        List<String> bootstrapUrls,
        TrustAnchor trustAnchor,
        String labelVerifier,
        String privateKeyPem,
        List<String> certificateChainPem) {
    private static final int FILE_BYTES_MAX = 64 * 1024;

    /** @param bootstrapPin base64url of SHA-256 over the SPKI of the key that signs bootstraps */
    public record TrustAnchor(String bootstrapPin) {}

    public DeviceFile {
        require(serial, "serial");
        require(vendor, "vendor");
        require(model, "model");
        require(kind, "kind");
        require(labelVerifier, "label_verifier");
        require(privateKeyPem, "private_key_pem");
        if (trustAnchor == null || trustAnchor.bootstrapPin() == null) {
            throw missing("trust_anchor.bootstrap_pin");
        }
        if (bootstrapUrls == null || bootstrapUrls.isEmpty() || bootstrapUrls.size() > 16) {
            throw missing("bootstrap_urls (1 to 16)");
        }
        if (certificateChainPem == null || certificateChainPem.isEmpty() || certificateChainPem.size() > 4) {
            throw missing("certificate_chain_pem (1 to 4, leaf first)");
        }
        if (channels < 1 || channels > 64) {
            throw missing("channels (1 to 64)");
        }
        bootstrapUrls = List.copyOf(bootstrapUrls);
        certificateChainPem = List.copyOf(certificateChainPem);
    }

    /** @throws DeviceException {@code device-file-invalid}, naming the file and the missing field */
    public static DeviceFile load(Path file) {
        try {
            long size = Files.size(file);
            if (size > FILE_BYTES_MAX) {
                throw new DeviceException(
                        "device-file-invalid",
                        file + ": expected at most " + FILE_BYTES_MAX + " bytes, found " + size + ".");
            }
            return DeviceJson.MAPPER.readValue(Files.readString(file, StandardCharsets.UTF_8), DeviceFile.class);
        } catch (IOException | JacksonException e) {
            throw new DeviceException(
                    "device-file-invalid",
                    file + " is no device.json: " + e.getMessage() + " Make one with `pu-simulator factory issue`.",
                    e);
        }
    }

    public String toJson() {
        return DeviceJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    }

    @Override
    public String toString() {
        return "DeviceFile[" + serial + ", " + vendor + " " + model + "]";
    }

    private static void require(String value, String field) {
        if (value == null || value.isBlank()) {
            throw missing(field);
        }
    }

    private static DeviceException missing(String field) {
        return new DeviceException(
                "device-file-invalid",
                "device.json: expected field " + field + ". Make a new file with `pu-simulator factory issue`.");
    }
}

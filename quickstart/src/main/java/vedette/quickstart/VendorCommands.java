package vedette.quickstart;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.IssuedDevice;
import vedette.device.factory.VendorRoot;

/** {@code vendor init} makes a vendor's root; {@code vendor issue} makes a device's identity and label. */
final class VendorCommands {
    private final Map<String, String> options;

    VendorCommands(Map<String, String> options) {
        this.options = options;
    }

    int run(String action) {
        VendorRoot root = VendorRoot.openOrCreate(Path.of(option("--root", "the folder of the vendor's root")), option("--vendor", "the vendor's name"));
        switch (action) {
            case "init" -> System.out.println(root.certificatePem());
            case "issue" -> {
                IssuedDevice issued = new Factory(new SecureRandom())
                        .issue(root, new IssueRequest(options.get("--serial"), options.getOrDefault("--model", "camera"), 1,
                                List.of(option("--bootstrap", "the bootstrap URL, such as https://HOST:8444/scu/v1/bootstrap")),
                                option("--pin", "the platform's bootstrap_pin from GET /cmu/v1/platform"),
                                option("--portal", "the portal's origin, such as https://HOST")));
                Path written = issued.writeTo(Path.of(option("--out", "a folder for device.json and label.json")));
                System.out.println("Wrote " + written + " (secret, into the device) and label.json (onto the device).");
                System.out.println(QrText.of(issued.label().url()));
            }
            default -> throw new UserError("vendor knows init and issue; found '" + action + "'.", "See ./vedette help.");
        }
        return 0;
    }

    private String option(String name, String what) {
        String value = options.get(name);
        if (value == null) {
            throw new UserError("vendor wants " + name + ": " + what + ".", "See ./vedette help.");
        }
        return value;
    }
}

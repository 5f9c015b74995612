package vedette.nvr;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import vedette.device.DeviceClock;
import vedette.device.DeviceException;
import vedette.device.DeviceFile;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.IssuedDevice;
import vedette.device.factory.VendorRoot;

/** The command line of the recorder: {@code issue}, {@code run}. */
public final class NvrMain {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;
    private static final String USAGE = """
            nvr-simulator issue --dir DIR --out DIR --bootstrap URL[,URL…] --pin PIN --portal ORIGIN [--channels N]
                Makes a recorder with the vendor root in DIR (pu-simulator factory init): device.json and label.json.
            nvr-simulator run --device FILE
                Registers the recorder and keeps it online. It serves no media yet.
            """;
    private static final Set<String> OPTIONS =
            Set.of("--dir", "--out", "--bootstrap", "--pin", "--portal", "--channels", "--device");

    private final PrintStream out;
    private final Map<String, String> options = new HashMap<>();

    private NvrMain(PrintStream out) {
        this.out = out;
    }

    /** Ends with 0, 1 (failed) or 2 (wrong usage). */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(new NvrMain(System.out).run(arguments));
    }

    private int run(String[] arguments) throws InterruptedException {
        try {
            for (int i = 1; i < arguments.length; i += 2) {
                if (!OPTIONS.contains(arguments[i]) || i + 1 == arguments.length) {
                    throw new IllegalArgumentException("Expected an option and its value, found " + arguments[i] + ".");
                }
                options.put(arguments[i], arguments[i + 1]);
            }
            switch (arguments.length == 0 ? "" : arguments[0]) {
                case "issue" -> issue();
                case "run" -> stayOnline();
                default -> throw new IllegalArgumentException("Expected issue or run.");
            }
            return 0;
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.print(USAGE);
            return EXIT_USAGE;
        } catch (DeviceException e) {
            out.println(e.getMessage());
            return EXIT_FAILED;
        }
    }

    private void issue() {
        Path directory = Path.of(require("--dir"));
        if (!Files.exists(directory.resolve("vendor.crt"))) {
            throw new IllegalArgumentException(
                    "Expected a vendor root in " + directory + "; make one with pu-simulator factory init.");
        }
        IssuedDevice issued = issue(
                VendorRoot.openOrCreate(directory, ""),
                new IssueRequest(
                        null,
                        "Recorder",
                        Integer.parseInt(options.getOrDefault("--channels", "4")),
                        List.of(require("--bootstrap").split(",")),
                        require("--pin"),
                        require("--portal")));
        out.println("Wrote " + issued.writeTo(Path.of(require("--out"))) + " and label.json beside it.");
        out.println("Serial " + issued.label().serial() + ", code " + issued.label().code());
    }

    /** The factory makes cameras; a recorder differs from one only by its kind. */
    static IssuedDevice issue(VendorRoot root, IssueRequest request) {
        IssuedDevice made = new Factory(new SecureRandom()).issue(root, request);
        DeviceFile camera = made.device();
        return new IssuedDevice(
                new DeviceFile(
                        camera.serial(),
                        camera.vendor(),
                        camera.model(),
                        Recorder.KIND,
                        camera.channels(),
                        camera.bootstrapUrls(),
                        camera.trustAnchor(),
                        camera.labelVerifier(),
                        camera.privateKeyPem(),
                        camera.certificateChainPem()),
                made.label());
    }

    private void stayOnline() throws InterruptedException {
        DeviceFile file = DeviceFile.load(Path.of(require("--device")));
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "nvr-stop"));
        try (Recorder recorder = new Recorder(file, DeviceClock.startingAtHostTime())) {
            recorder.addListener(status -> out.println(status.phase() + " " + status.detail()));
            recorder.start();
            stop.await();
        }
    }

    private String require(String option) {
        @Nullable String value = options.get(option);
        if (value == null) {
            throw new IllegalArgumentException("Expected " + option + ".");
        }
        return value;
    }
}

package vedette.pu;

import com.google.zxing.WriterException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import vedette.device.DeviceException;
import vedette.device.DeviceFile;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.IssuedDevice;
import vedette.device.factory.VendorRoot;
import vedette.pu.media.MediaException;
import vedette.pu.media.MediaSource;

/** The command line of the premises unit: {@code factory init}, {@code factory issue}, {@code run}. */
public final class PuMain {
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_FAILED = 1;
    private static final int RTSP_PORT_DEFAULT = 8600;
    private static final Set<String> RUN_OPTIONS = Set.of(
            "device", "source", "rtsp-port", "bind", "media-address", "interface", "viewers", "region");
    private static final String USAGE = """
            pu-simulator factory init  --dir DIR --vendor NAME [--passphrase-file FILE]
                Makes a vendor root. Enter DIR/vendor.crt in the portal under Vendors.
            pu-simulator factory issue --dir DIR --out DIR --bootstrap URL[,URL…] --pin PIN --portal ORIGIN
                                       [--model NAME] [--serial SERIAL] [--channels N] [--passphrase-file FILE]
                Makes a device: device.json for the device, label.json for its label. GET /cmu/v1/platform shows the pin.
            pu-simulator run --device FILE [--source synthetic[:NAME] | FILE | rtsp://…]
                             [--media-address ADDRESS|auto] [--interface NAME[,NAME…]] [--rtsp-port 8600]
                             [--viewers 8] [--region NAME]
                Runs a camera. Its media is open to the network of the media address (auto: the first interface that is not
                loopback), without one to 127.0.0.1 only. --bind is an older name of --media-address. Each option may also
                come from the environment, --rtsp-port as VEDETTE_PU_RTSP_PORT.
                Commands on standard input: button, sessions, state, quit.
            """;

    private final PrintStream out;

    PuMain(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws InterruptedException {
        System.exit(new PuMain(System.out).run(args));
    }

    /** @return the process's exit code: 0, 1 if it failed, 2 if it was called wrongly */
    int run(String... args) throws InterruptedException {
        try {
            if (args.length >= 2 && args[0].equals("factory") && args[1].equals("init")) {
                return init(new Arguments(args, 2, Set.of("dir", "vendor", "passphrase-file")));
            }
            if (args.length >= 2 && args[0].equals("factory") && args[1].equals("issue")) {
                return issue(new Arguments(
                        args,
                        2,
                        Set.of(
                                "dir",
                                "out",
                                "bootstrap",
                                "pin",
                                "portal",
                                "model",
                                "serial",
                                "channels",
                                "passphrase-file")));
            }
            if (args.length >= 1 && args[0].equals("run")) {
                return runUnit(new Arguments(args, 1, RUN_OPTIONS, System.getenv()));
            }
            out.print(USAGE);
            return EXIT_USAGE;
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.print(USAGE);
            return EXIT_USAGE;
        } catch (DeviceException | MediaException | IOException e) {
            out.println(e.getMessage());
            return EXIT_FAILED;
        }
    }

    private int init(Arguments options) throws IOException {
        Path directory = Path.of(options.require("dir"));
        VendorRoot root = root(options, options.require("vendor"));
        out.println("Vendor " + root.vendor() + ": root in " + directory.resolve("vendor.crt"));
        out.print(root.certificatePem());
        return 0;
    }

    private int issue(Arguments options) throws IOException {
        Path directory = Path.of(options.require("dir"));
        if (!Files.exists(directory.resolve("vendor.crt"))) {
            throw new IllegalArgumentException(
                    "Expected a vendor root in " + directory + "; make one with factory init.");
        }
        IssuedDevice issued = new Factory(new SecureRandom())
                .issue(
                        root(options, ""),
                        new IssueRequest(
                                options.find("serial").orElse(null),
                                options.find("model").orElse("Simulator"),
                                options.number("channels", 1),
                                List.of(options.require("bootstrap").split(",")),
                                options.require("pin"),
                                options.require("portal")));
        Path file = issued.writeTo(Path.of(options.require("out")));
        out.println("Wrote " + file + " and label.json beside it. The label:");
        try {
            out.print(LabelPrinter.text(issued.label()));
        } catch (WriterException e) {
            throw new IOException("The label's QR code cannot be drawn: " + e.getMessage(), e);
        }
        return 0;
    }

    private static VendorRoot root(Arguments options, String vendor) throws IOException {
        char @Nullable [] passphrase = null;
        if (options.find("passphrase-file").isPresent()) {
            passphrase = Files.readString(Path.of(options.require("passphrase-file")), StandardCharsets.UTF_8)
                    .strip()
                    .toCharArray();
        }
        return VendorRoot.openOrCreate(
                Path.of(options.require("dir")), vendor, passphrase, new SecureRandom(), Clock.systemUTC());
    }

    private int runUnit(Arguments options) throws IOException, InterruptedException {
        DeviceFile device = DeviceFile.load(Path.of(options.require("device")));
        MediaSource source = Sources.open(options.find("source").orElse("synthetic"), device.serial());
        int port = options.number("rtsp-port", RTSP_PORT_DEFAULT);
        Optional<String> wanted = options.find("media-address").or(() -> options.find("bind"));
        List<String> named =
                options.find("interface").map(names -> List.of(names.split(","))).orElse(List.of());
        Optional<MediaNetwork> network = wanted.isPresent() || !named.isEmpty()
                ? Optional.of(MediaNetwork.choose(wanted.orElse(MediaNetwork.AUTO), named))
                : Optional.empty();
        PuOptions settings = network.map(chosen -> PuOptions.lan(chosen.address(), port))
                .orElseGet(() -> PuOptions.loopback(port))
                .withViewersMax(options.number("viewers", PuOptions.VIEWERS_MAX_DEFAULT));
        if (options.find("region").isPresent()) {
            settings = settings.withRegion(options.require("region"));
        }
        try (PuRuntime runtime = network.isPresent()
                        ? PuRuntime.lan(network.get().interfaces().toArray(String[]::new))
                        : PuRuntime.loopback();
                PremisesUnit unit = PremisesUnit.start(runtime, device, source, settings)) {
            unit.addListener(status -> out.println(status.phase() + " " + status.detail()));
            CountDownLatch stop = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(stop::countDown, "pu-stop"));
            Thread.ofVirtual().name("pu-commands").start(() -> commands(unit, stop));
            stop.await();
        }
        return 0;
    }

    /** Reads commands until {@code quit}; the end of standard input, as in a container, leaves the unit running. */
    private void commands(PremisesUnit unit, CountDownLatch stop) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                switch (line.strip()) {
                    case "button" ->
                        unit.pressButton()
                                .whenComplete((_, failure) -> out.println(
                                        failure == null
                                                ? "button: told the platform"
                                                : "button: " + failure.getMessage()));
                    case "sessions" -> unit.sessions().forEach(out::println);
                    case "state" -> out.println(unit.state());
                    case "quit" -> {
                        stop.countDown();
                        return;
                    }
                    default -> out.println("Commands: button, sessions, state, quit.");
                }
            }
        } catch (IOException e) {
            out.println("Standard input failed, commands are off: " + e.getMessage());
        }
    }
}

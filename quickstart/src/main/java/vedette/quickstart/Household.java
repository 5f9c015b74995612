package vedette.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vedette.device.DeviceFile;
import vedette.device.factory.Factory;
import vedette.device.factory.IssueRequest;
import vedette.device.factory.VendorRoot;
import vedette.pu.PremisesUnit;
import vedette.pu.PuOptions;
import vedette.pu.PuRuntime;

/**
 * The demo household and its cameras: set up through the public API, in the order in which people would do it, and only as far
 * as it is not there yet.
 */
final class Household implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Household.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String VENDOR = "Vedette demo vendor";
    private static final List<String> NAMES =
            List.of("Front garden", "Garage", "Corner shop", "Back yard", "Side gate", "Workshop", "Driveway", "Store room", "Terrace",
                    "Carport", "Kiosk", "Orchard", "Shed", "Market stall", "Entrance", "Ramp");
    static final int CAMERAS_MAX = NAMES.size();
    private static final Duration READY_LIMIT = Duration.ofSeconds(30);
    /** The demo household's account; the number is of a range reserved for fiction (Ofcom). */
    static final Map<String, String> OWNER = Map.of("role", "user", "display_name", "Demo household", "phone", "+447700900123");
    static final Map<String, String> STAFF = Map.of("role", "operator");

    private final Path dataDir;
    private final Ports ports;
    private final Platform platform;
    /** Where the cameras serve their media. */
    private final InetAddress address;
    private final PuRuntime runtime;
    private final RtspCameras rtsp = new RtspCameras();
    private final Map<String, PremisesUnit> units = new ConcurrentHashMap<>();
    private final List<CameraSpec> cameras = new ArrayList<>();

    Household(Path dataDir, Ports ports, Platform platform, @Nullable LanAddress lan) throws IOException {
        this.dataDir = dataDir;
        this.ports = ports;
        this.platform = platform;
        this.address = lan == null ? InetAddress.getLoopbackAddress() : lan.address();
        this.runtime = lan == null || lan.isLoopback() ? PuRuntime.loopback() : PuRuntime.lan(lan.interfaceName());
        Path file = dataDir.resolve("cameras.json");
        if (Files.exists(file)) {
            cameras.addAll(List.of(JSON.readValue(file.toFile(), CameraSpec[].class)));
        }
    }

    /** What the label of a camera says. */
    record Label(String serial, String code, String keyPin, String url) {}

    /** Adds what is missing of {@code bound} cameras that the household owns and one that waits to be bound, and starts all. */
    synchronized void furnish(int bound) {
        if (cameras.isEmpty()) {
            for (int i = 0; i <= bound; i++) {
                cameras.add(new CameraSpec(NAMES.get(i % NAMES.size()), "synthetic", null, null, i < bound, ports.rtsp(i)));
            }
            save();
        }
        Platform.Person staff = platform.signIn(STAFF);
        trustVendor(staff);
        String pin = platform.info().path("bootstrap_pin").asString();
        for (int i = 0; i < cameras.size(); i++) {
            run(cameras.get(i), i, pin);
        }
        Platform.Person owner = platform.signIn(OWNER);
        for (CameraSpec camera : cameras) {
            if (camera.bind()) {
                bind(owner, camera);
            } else {
                awaitReady(camera);
            }
        }
    }

    private VendorRoot vendorRoot() {
        return VendorRoot.openOrCreate(dataDir.resolve("factory"), VENDOR);
    }

    private void trustVendor(Platform.Person staff) {
        JsonNode vendors = staff.get("/cmu/v1/operator/vendors").path("items");
        for (JsonNode vendor : vendors) {
            if (VENDOR.equals(vendor.path("name").asString())) {
                return;
            }
        }
        staff.post("/cmu/v1/operator/vendors", Map.of("name", VENDOR, "root_certificate_pem", vendorRoot().certificatePem()));
    }

    private void run(CameraSpec camera, int index, String bootstrapPin) {
        Path folder = folder(camera);
        Path deviceFile = folder.resolve("device.json");
        if (!Files.exists(deviceFile)) {
            // The factory: makes the identity and the label, then the device runs without the vendor's root.
            new Factory(new SecureRandom())
                    .issue(vendorRoot(), new IssueRequest(null, "Vedette " + kind(camera) + " camera", 1,
                            List.of("https://127.0.0.1:" + ports.device() + "/scu/v1/bootstrap"), bootstrapPin,
                            platform.portal()))
                    .writeTo(folder);
        }
        units.put(camera.name(), PremisesUnit.start(
                runtime, DeviceFile.load(deviceFile), camera.open(index, rtsp), PuOptions.lan(address, camera.rtspPort())));
    }

    private static String kind(CameraSpec camera) {
        return camera.source().equals("synthetic") ? "synthetic" : camera.isRtsp() ? "bridge" : "file";
    }

    private Path folder(CameraSpec camera) {
        Path folder = dataDir.resolve("devices").resolve(camera.slug());
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + folder, e);
        }
    }

    private void awaitReady(CameraSpec camera) {
        PremisesUnit unit = units.get(camera.name());
        try {
            if (unit == null || !unit.awaitReady(READY_LIMIT)) {
                throw new IllegalStateException("Camera " + camera.name() + " did not register within " + READY_LIMIT.toSeconds()
                        + " s; its state is " + (unit == null ? "absent" : unit.state()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while camera " + camera.name() + " was registering", e);
        }
    }

    private void bind(Platform.Person owner, CameraSpec camera) {
        awaitReady(camera);
        Label label = label(camera);
        for (JsonNode device : owner.get("/cmu/v1/devices?limit=100").path("items")) {
            if (label.serial().equals(device.path("serial").asString())) {
                return;
            }
        }
        owner.post("/cmu/v1/bindings",
                Map.of("device", label.serial(), "code", label.code(), "name", camera.name(), "key_pin", label.keyPin()));
    }

    private Label label(CameraSpec camera) {
        JsonNode json = JSON.readTree(folder(camera).resolve("label.json").toFile());
        JsonNode pin = json.has("key_pin") ? json.path("key_pin") : json.path("keyPin");
        // The portal may have moved since the label was printed: --lan comes and goes, addresses change.
        String url = json.path("url").asString();
        String here = platform.portal() + url.substring(Math.max(0, url.indexOf("/add#")));
        return new Label(json.path("serial").asString(), json.path("code").asString(), pin.asString(), here);
    }

    /** The label of the first camera that waits to be bound by hand. */
    synchronized Optional<Label> waiting() {
        return cameras.stream().filter(c -> !c.bind()).findFirst().map(this::label);
    }

    /** Adds a camera for the household, starts and binds it. */
    synchronized CameraSpec add(String name, String source, @Nullable String user, @Nullable String password) {
        if (cameras.stream().anyMatch(c -> c.name().equalsIgnoreCase(name))) {
            throw new UserError("there is a camera named " + name + " already.", "Choose another name, or remove that one first.");
        }
        if (cameras.size() >= CAMERAS_MAX + 1) {
            throw new UserError("this machine runs " + cameras.size() + " cameras, which is the most it takes.", "Remove one first.");
        }
        int index = 0;
        while (usesPort(ports.rtsp(index))) {
            index++;
        }
        String passwordFile = password == null || password.isEmpty() ? null : storePassword(name, password);
        CameraSpec camera = new CameraSpec(name, source, user, passwordFile, true, ports.rtsp(index));
        if (camera.isRtsp()) {
            rtsp.probe(camera);
        } else {
            camera.open(index, rtsp).close(); // A source that cannot be opened is refused before anything is made.
        }
        run(camera, index, platform.info().path("bootstrap_pin").asString());
        try {
            bind(platform.signIn(OWNER), camera);
        } catch (RuntimeException e) {
            PremisesUnit unit = units.remove(name);
            if (unit != null) {
                unit.close();
            }
            throw e;
        }
        cameras.add(camera);
        save();
        return camera;
    }

    private boolean usesPort(int port) {
        return cameras.stream().anyMatch(c -> c.rtspPort() == port);
    }

    private String storePassword(String name, String password) {
        Path file = folder(new CameraSpec(name, "synthetic", null, null, true, 0)).resolve("source.password");
        try {
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, password).toString();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot store the camera's password in " + file, e);
        }
    }

    /** Stops a camera, removes it from its owner and forgets it; its device files stay, since a device keeps its identity. */
    synchronized void remove(String name) {
        CameraSpec camera = find(name);
        Platform.Person owner = platform.signIn(OWNER);
        String serial = label(camera).serial();
        for (JsonNode device : owner.get("/cmu/v1/devices?limit=100").path("items")) {
            if (serial.equals(device.path("serial").asString())) {
                owner.delete("/cmu/v1/devices/" + device.path("device_id").asString());
            }
        }
        PremisesUnit unit = units.remove(camera.name());
        if (unit != null) {
            unit.close();
        }
        cameras.remove(camera);
        save();
    }

    private CameraSpec find(String name) {
        return cameras.stream()
                .filter(c -> c.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new UserError("there is no camera named " + name + ".",
                        "Those here are: " + String.join(", ", cameras.stream().map(CameraSpec::name).toList()) + "."));
    }

    /** All cameras as the command line lists them. */
    synchronized List<Map<String, Object>> list() {
        return cameras.stream().map(this::describe).toList();
    }

    private Map<String, Object> describe(CameraSpec camera) {
        Map<String, Object> row = new LinkedHashMap<>();
        PremisesUnit unit = units.get(camera.name());
        Label label = label(camera);
        row.put("name", camera.name());
        row.put("source", camera.source());
        row.put("serial", label.serial());
        row.put("device_id", unit == null ? null : unit.deviceId().orElse(null));
        row.put("bound", camera.bind());
        row.put("viewers", unit == null ? 0 : unit.sessions().size());
        if (!camera.bind()) {
            row.put("code", label.code());
            row.put("url", label.url());
        }
        return row;
    }

    /**
     * Runs step S1 of flow 8.4 for a native viewer and gives the URL with its single-use credentials.
     *
     * @param relayed whether to go through the MTU (flow 11.3) instead of straight to the camera
     */
    synchronized String rtspUrl(String name, boolean relayed) {
        Platform.Person owner = platform.signIn(OWNER);
        String serial = label(find(name)).serial();
        for (JsonNode device : owner.get("/cmu/v1/devices?limit=100").path("items")) {
            if (serial.equals(device.path("serial").asString())) {
                JsonNode play = owner.post("/cmu/v1/play-requests", Map.of(
                        "device_id", device.path("device_id").asString(),
                        "channel", 1,
                        "stream", "main",
                        "transport", "rtsp",
                        "capabilities", Map.of("width_max", 1920, "height_max", 1080, "fps_max", 25, "kbps_max", 4000,
                                "codecs", List.of("H264"), "audio_codecs", List.of("PCMA"))));
                String session = play.path("session_id").asString();
                String token = play.path("token").asString();
                String url = relayed
                        ? owner.post("/scu/v1/relay-requests",
                                        Map.of("session_id", session, "token", token, "reason", "asked for", "want", "rtsp"))
                                .path("relay_url").asString()
                        : play.path("rtsp_url").asString();
                return url.replaceFirst("rtsp://", "rtsp://" + session + ":" + token + "@");
            }
        }
        throw new UserError("camera " + name + " does not belong to the demo household.", "Bind it in the portal first.");
    }

    private void save() {
        try {
            Path temporary = dataDir.resolve("cameras.json.new");
            Files.writeString(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(cameras));
            Files.move(temporary, dataDir.resolve("cameras.json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write cameras.json in " + dataDir, e);
        }
    }

    @Override
    public void close() {
        units.values().forEach(unit -> {
            try {
                unit.close();
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("A camera did not stop cleanly");
            }
        });
        rtsp.close();
        runtime.close();
    }
}

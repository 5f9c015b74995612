package vedette.quickstart;

import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program behind {@code ./vedette}: {@code up} runs the system, every other command talks to the running one. */
public final class Cli {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final Deque<String> arguments;
    private final Map<String, String> options = new HashMap<>();

    private Cli(List<String> arguments) {
        this.arguments = new ArrayDeque<>();
        List<String> flags = List.of("--operator", "--json", "--no-demo", "--lan", "--qr", "--relayed");
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (flags.contains(argument)) {
                options.put(argument, "");
            } else if (argument.startsWith("--")) {
                if (i + 1 == arguments.size()) {
                    throw new UserError(argument + " wants a value.", "See ./vedette help.");
                }
                options.put(argument, arguments.get(++i));
            } else {
                this.arguments.add(argument);
            }
        }
    }

    public static void main(String[] args) {
        try {
            System.exit(new Cli(List.of(args)).run());
        } catch (UserError e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (Exception e) {
            System.err.println("vedette: " + rootCause(e));
            System.err.println("         The log has more: ./vedette logs");
            System.exit(1);
        }
    }

    private static String rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return e.getMessage() + (cause == e ? "" : " (" + cause + ")");
    }

    private int run() throws IOException, InterruptedException {
        String command = next("a command");
        return switch (command) {
            case "up" -> up();
            case "login" -> login();
            case "camera" -> camera();
            case "rtsp" -> rtsp();
            case "vendor" -> new VendorCommands(options).run(next("init or issue"));
            case "status" -> status();
            case "logs" -> logs();
            case "doctor" -> new DoctorCommand(options, arguments.poll()).run(dataDir(), () -> ask(dataDir(), "/status", null));
            case "down" -> down();
            default -> throw new UserError("there is no command '" + command + "'.", "See ./vedette help.");
        };
    }

    private String next(String what) {
        String value = arguments.poll();
        if (value == null) {
            throw new UserError("expected " + what + ".", "See ./vedette help.");
        }
        return value;
    }

    private Path dataDir() {
        return Path.of(options.getOrDefault("--data", "data")).toAbsolutePath().normalize();
    }

    private int number(String option, int otherwise, int min, int max) {
        String value = options.get(option);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, together with a number out of range.
        }
        throw new UserError(option + " wants a number from " + min + " to " + max + ", found " + value + ".", "See ./vedette help.");
    }

    private int up() throws IOException, InterruptedException {
        Path data = dataDir();
        Files.createDirectories(data.resolve("logs"));
        // Keys lie here, and PostgreSQL's programs are unpacked into a folder that anyone may write to.
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        System.setProperty("vedette.log", data.resolve("logs/vedette.log").toString());
        // Logging is set up once, here; nine contexts must not each do it again.
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install(); // Tomcat logs by java.util.logging.
        // The JDK's small HTTP server waits for ever and takes everybody by default; seconds, connections.
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("jdk.httpserver.maxConnections", "100");
        if (Files.exists(data.resolve("control.json")) && answers(data)) {
            throw new UserError("Vedette runs already with the data in " + data + ".",
                    "Sign in with ./vedette login, stop it with ./vedette down, or choose another folder with --data.");
        }
        LanAddress lan = lan();
        Quickstart.Options how = new Quickstart.Options(
                data,
                number("--port", Ports.PORTAL_DEFAULT, 1024, 20_000),
                number("--cameras", 2, 0, Household.CAMERAS_MAX - 1),
                !options.containsKey("--no-demo"),
                lan,
                https(lan));
        Quickstart quickstart = new Quickstart(how, System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(quickstart::close, "shutdown"));
        try {
            quickstart.start();
        } catch (IOException | RuntimeException e) {
            System.out.println();
            org.slf4j.LoggerFactory.getLogger(Cli.class).atError().setCause(e).log("Start failed");
            throw e;
        }
        quickstart.awaitEnd();
        return 0; // The shutdown hook closes what runs.
    }

    private @Nullable HttpsAddresses https(@Nullable LanAddress portal) {
        String asked = options.get("--https-addresses");
        if (asked == null) {
            return null;
        }
        if (portal == null) {
            throw new UserError("--https-addresses is for --lan.", "Say: ./vedette up --lan --address A --https-addresses " + asked);
        }
        return HttpsAddresses.parse(asked, portal);
    }

    private @Nullable LanAddress lan() {
        if (options.containsKey("--lan")) {
            return LanAddress.find(options.get("--address"));
        }
        if (options.containsKey("--address")) {
            throw new UserError("--address is for --lan.", "Say: ./vedette up --lan --address " + options.get("--address"));
        }
        return null;
    }

    private boolean answers(Path data) {
        try {
            ask(data, "/status", null);
            return true;
        } catch (UserError e) {
            return false;
        }
    }

    private int login() {
        String url = ask(dataDir(), "/login", Map.of("operator", options.containsKey("--operator"))).path("url").asString();
        System.out.println(url);
        if (options.containsKey("--qr")) {
            System.out.print(QrText.of(url));
        }
        return 0;
    }

    private int camera() throws IOException {
        String action = next("add, list or remove");
        switch (action) {
            case "list" -> {
                for (JsonNode camera : ask(dataDir(), "/cameras", null).path("items")) {
                    System.out.printf("%-24s %-16s %-10s %s%n", camera.path("name").asString(), camera.path("serial").asString(),
                            camera.path("bound").asBoolean() ? "" : "to bind", camera.path("source").asString());
                }
            }
            case "add" -> {
                Map<String, String> request = new HashMap<>();
                request.put("name", next("a name for the camera"));
                String source = next("a source: synthetic, a file, or rtsp://…");
                request.put("source", source.equals("synthetic") || source.contains("://") ? source : Path.of(source).toAbsolutePath().toString());
                if (options.containsKey("--user")) {
                    request.put("user", options.get("--user"));
                    request.put("password", password());
                }
                System.out.println("Added " + ask(dataDir(), "/cameras", request).path("name").asString() + ".");
            }
            case "remove" -> {
                ask(dataDir(), "/cameras/remove", Map.of("name", next("the camera's name")));
                System.out.println("Removed.");
            }
            default -> throw new UserError("camera knows add, list and remove; found '" + action + "'.", "See ./vedette help.");
        }
        return 0;
    }

    private String password() throws IOException {
        if (options.containsKey("--password-file")) {
            return Files.readString(Path.of(options.get("--password-file"))).strip();
        }
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("Password of %s: ", options.get("--user"));
        if (typed == null) {
            throw new UserError("the camera's password is needed.", "Run this in a terminal, or give --password-file FILE.");
        }
        return new String(typed);
    }

    private int rtsp() {
        String url = ask(dataDir(), "/rtsp",
                        Map.of("camera", next("the camera's name"), "relayed", options.containsKey("--relayed")))
                .path("url").asString();
        System.out.println("# Valid once, for 60 seconds:");
        System.out.println("ffplay -rtsp_transport tcp '" + url + "'");
        return 0;
    }

    private int status() {
        JsonNode status = ask(dataDir(), "/status", null);
        if (options.containsKey("--json")) {
            System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(status));
            return 0;
        }
        System.out.println("Portal   " + status.path("portal").asString() + ", up for " + status.path("up_ms").asLong() / 1000 + " s");
        status.path("services").properties().forEach(e -> System.out.printf("%-8s %s%n", e.getKey(), e.getValue().asString()));
        for (JsonNode camera : status.path("cameras")) {
            System.out.printf("camera   %-24s %d watching%n", camera.path("name").asString(), camera.path("viewers").asInt());
        }
        return 0;
    }

    private int logs() throws IOException, InterruptedException {
        Path log = dataDir().resolve("logs/vedette.log");
        if (!Files.exists(log)) {
            throw new UserError("there is no log at " + log + ".", "Start Vedette first, or name its folder with --data.");
        }
        return new ProcessBuilder("tail", "-n", "100", "-F", log.toString()).inheritIO().start().waitFor();
    }

    private int down() throws InterruptedException {
        Path data = dataDir();
        long pid = pid(data);
        ask(data, "/down", Map.of());
        for (int i = 0; i < 300 && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false); i++) {
            Thread.sleep(100);
        }
        if (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
            throw new UserError("process " + pid + " has not ended within 30 s.", "Look at its log: ./vedette logs");
        }
        System.out.println("Stopped.");
        return 0;
    }

    private static long pid(Path data) {
        try {
            return JSON.readTree(data.resolve("control.json").toFile()).path("pid").asLong();
        } catch (RuntimeException e) {
            throw notRunning(data);
        }
    }

    private static UserError notRunning(Path data) {
        return new UserError("no running Vedette was found for the data in " + data + ".",
                "Start it with ./vedette up, or name its folder with --data.");
    }

    private static JsonNode ask(Path data, String path, @Nullable Object body) {
        JsonNode control;
        try {
            control = JSON.readTree(data.resolve("control.json").toFile());
        } catch (RuntimeException e) {
            throw notRunning(data);
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(control.path("url").asString() + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + control.path("token").asString());
        if (body != null) {
            request.POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        }
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() != 200) {
                String detail = answer.path("detail").asString(response.body());
                throw detail.startsWith("vedette:") ? new Told(detail) : (RuntimeException) new UserError(detail, "The log may say more: ./vedette logs");
            }
            return answer;
        } catch (IOException e) {
            throw notRunning(data);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notRunning(data);
        }
    }

    /** An error that already has its two lines. */
    private static final class Told extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Told(String lines) {
            super(lines.replaceFirst("^vedette: ", ""));
        }
    }
}

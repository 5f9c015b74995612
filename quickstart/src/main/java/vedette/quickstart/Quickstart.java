package vedette.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** One running system. Started by {@link Cli}; ends when {@link #awaitEnd} has returned and it is closed. */
final class Quickstart implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Quickstart.class);
    private static final Duration HEALTHY_LIMIT = Duration.ofSeconds(60);

    private final Options options;
    private final PrintStream out;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Instant began = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    private @Nullable EmbeddedDatabase database;
    private @Nullable Lan lan;
    private @Nullable Entities entities;
    private @Nullable Household household;
    private @Nullable ControlServer control;

    /**
     * How to start.
     *
     * @param dataDir where everything is kept
     * @param port the portal's port
     * @param cameras how many cameras the demo household owns
     * @param demo whether to make the demo household at all
     * @param lan where the local network reaches the portal, or null for this machine only
     * @param https where everything stands at port 443 beside that, or null for the usual ports only
     */
    record Options(Path dataDir, int port, int cameras, boolean demo, @Nullable LanAddress lan, @Nullable HttpsAddresses https) {}

    Quickstart(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    void start() throws IOException {
        Ports ports = new Ports(options.port());
        EmbeddedDatabase.stopLeftBehind(options.dataDir());
        ports.requireFree(options.lan(), options.https());
        out.print("Starting: database");
        out.flush();
        EmbeddedDatabase db = EmbeddedDatabase.start(options.dataDir(), ports.database());
        database = db;
        Lan network = options.lan() == null ? null : Lan.prepare(options.lan(), options.https(), options.dataDir(), ports, Clock.systemUTC());
        lan = network;
        Entities services = new Entities(ports, options.dataDir(), db, network);
        entities = services;
        services.start(name -> {
            synchronized (out) {
                out.print(", " + name);
                out.flush();
            }
        });
        String portal = services.portalOrigin();
        Platform platform = new Platform(
                portal, network == null ? null : network.ca().clientContext(), "https://127.0.0.1:" + ports.internal("cmu"), options.dataDir());
        awaitHealthy(platform);
        Household home = null;
        if (options.demo()) {
            out.print(", cameras");
            out.flush();
            home = new Household(options.dataDir(), ports, platform, options.lan());
            household = home;
            home.furnish(options.cameras());
        }
        if (network != null) {
            network.publish();
        }
        out.println(".");
        ControlServer server = new ControlServer(options.dataDir(), operations(services, platform, home));
        control = server;
        greet(portal, platform, home);
        server.announce();
    }

    private static void awaitHealthy(Platform platform) {
        long deadline = System.nanoTime() + HEALTHY_LIMIT.toNanos();
        while (true) {
            try {
                platform.info();
                return;
            } catch (RuntimeException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("The platform did not answer through the gateway within "
                            + HEALTHY_LIMIT.toSeconds() + " s: " + e.getMessage(), e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting", e);
        }
    }

    private void greet(String portal, Platform platform, @Nullable Household home) {
        Duration took = Duration.between(began, Instant.now());
        out.printf("%nVedette is ready after %.1f s.%n%n", took.toMillis() / 1000.0);
        out.println("  Portal             " + portal);
        if (lan != null) {
            greetNetwork(lan);
        }
        if (home == null) {
            out.println("  Sign in as operator " + platform.signInLink(Household.STAFF));
        } else {
            out.println("  Sign in (once)     " + platform.signInLink(Household.OWNER));
            home.waiting().ifPresent(label -> {
                out.println("  A camera to bind   " + label.url());
                out.println("                     serial " + label.serial() + ", label code " + label.code());
                out.println();
                out.print(QrText.of(label.url()));
            });
            out.println();
            out.println("  Another link: ./vedette login     As the operator: ./vedette login --operator");
        }
        out.println();
        out.flush();
        log.atInfo().addKeyValue("startMillis", took.toMillis()).log("Quickstart is ready");
    }

    private void greetNetwork(Lan network) {
        out.println();
        out.print(QrText.of(network.portalOrigin()));
        out.println();
        out.println("  First, on each device, trust this Vedette: " + network.caPage());
        out.println("  and compare the certificate's SHA-256 with  " + network.ca().fingerprint().substring(0, 47));
        out.println("                                              " + network.ca().fingerprint().substring(48));
        if (network.ca().replaced()) {
            out.println("  The certificate that devices had until now does not serve any more: install this one on each.");
        }
        out.println("  People join by invitation: Customers, as the operator. Sign in on a phone: ./vedette login --qr");
        out.println();
    }

    private Map<String, Function<JsonNode, Object>> operations(Entities services, Platform platform, @Nullable Household home) {
        Map<String, Function<JsonNode, Object>> operations = new LinkedHashMap<>();
        operations.put("/login", request -> Map.of("url",
                platform.signInLink(request.path("operator").asBoolean(false) ? Household.STAFF : Household.OWNER)));
        operations.put("/status", _ -> status(services, home));
        operations.put("/restart", request -> {
            services.restart(request.path("service").asString(""));
            return Map.of();
        });
        operations.put("/down", _ -> {
            end.countDown();
            return Map.of();
        });
        operations.put("/cameras", request -> request.has("name")
                ? Map.of("name", need(home).add(request.path("name").asString(), request.path("source").asString(""),
                        text(request, "user"), text(request, "password")).name())
                : Map.of("items", need(home).list()));
        operations.put("/cameras/remove", request -> {
            need(home).remove(request.path("name").asString(""));
            return Map.of();
        });
        operations.put("/rtsp", request -> Map.of("url", need(home).rtspUrl(request.path("camera").asString(""), request.path("relayed").asBoolean(false))));
        return operations;
    }

    private static @Nullable String text(JsonNode request, String field) {
        return request.hasNonNull(field) ? request.path(field).asString() : null;
    }

    private static Household need(@Nullable Household home) {
        if (home == null) {
            throw new UserError("this system was started with --no-demo and runs no cameras.", "Start it without --no-demo.");
        }
        return home;
    }

    private Map<String, Object> status(Entities services, @Nullable Household home) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("portal", services.portalOrigin());
        status.put("port", options.port());
        status.put("up_ms", Duration.between(began, Instant.now()).toMillis());
        status.put("memory_bytes", Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        Map<String, String> states = new LinkedHashMap<>();
        for (String name : services.names()) {
            states.put(name, services.isRunning(name) ? "up" : "down");
        }
        status.put("services", states);
        status.put("cameras", home == null ? List.of() : home.list());
        return status;
    }

    /** Waits until {@code down} was asked for or the process is told to end. */
    void awaitEnd() throws InterruptedException {
        end.await();
    }

    @Override
    public void close() {
        closeQuietly(control);
        closeQuietly(lan);
        closeQuietly(household);
        closeQuietly(entities);
        closeQuietly(database);
    }

    private static void closeQuietly(@Nullable AutoCloseable part) {
        if (part == null) {
            return;
        }
        try {
            part.close();
        } catch (Exception e) {
            log.atWarn().setCause(e).addKeyValue("part", part.getClass().getSimpleName()).log("Did not stop cleanly");
        }
    }
}

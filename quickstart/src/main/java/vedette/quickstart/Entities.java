package vedette.quickstart;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import vedette.cmu.CmuApplication;
import vedette.csau.CsauApplication;
import vedette.csmu.CsmuApplication;
import vedette.cuweb.CuWebApplication;
import vedette.mdu.MduApplication;
import vedette.mtu.MtuApplication;
import vedette.scu.ScuApplication;

/** The entities of the platform, each a Spring context of its own, started in the order in which they need each other. */
final class Entities implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Entities.class);

    private final Map<String, Function<Map<String, Object>, ConfigurableApplicationContext>> starters = new LinkedHashMap<>();
    private final Map<String, ConfigurableApplicationContext> running = new ConcurrentHashMap<>();
    private final Ports ports;
    private final Path dataDir;
    private final EmbeddedDatabase database;
    private final @Nullable Lan lan;

    Entities(Ports ports, Path dataDir, EmbeddedDatabase database, @Nullable Lan lan) {
        this.ports = ports;
        this.dataDir = dataDir;
        this.database = database;
        this.lan = lan;
        starters.put("cmu", CmuApplication::start);
        starters.put("scu", ScuApplication::start);
        starters.put("mtu", MtuApplication::start);
        starters.put("csmu", CsmuApplication::start);
        starters.put("csau", CsauApplication::start);
        starters.put("mdu", MduApplication::start);
        starters.put("cu-web", CuWebApplication::start);
    }

    List<String> names() {
        return List.copyOf(starters.keySet());
    }

    /**
     * Starts all, two at a time: each waits for the disk and the database now and then. {@code progress} hears each name when
     * it runs.
     */
    void start(Consumer<String> progress) {
        try (ExecutorService two = Executors.newFixedThreadPool(2, Thread.ofPlatform().name("start-", 0).factory())) {
            List<Future<?>> starts = new ArrayList<>();
            for (String name : starters.keySet()) {
                starts.add(two.submit(() -> {
                    start(name);
                    progress.accept(name);
                }));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("An entity did not start: " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while starting", e);
        }
    }

    private void start(String name) {
        Function<Map<String, Object>, ConfigurableApplicationContext> starter = starters.get(name);
        if (starter == null) {
            throw new IllegalArgumentException("Expected one of " + names() + ", found: " + name);
        }
        running.put(name, starter.apply(settings(name)));
        log.atInfo().addKeyValue("entity", name).log("Entity started");
    }

    /** Stops one entity and starts it again, as an operator or a fault would. */
    synchronized void restart(String name) {
        if (!starters.containsKey(name)) {
            throw new IllegalArgumentException("Expected one of " + names() + ", found: " + name);
        }
        ConfigurableApplicationContext old = running.remove(name);
        if (old != null) {
            old.close();
        }
        start(name);
    }

    boolean isRunning(String name) {
        ConfigurableApplicationContext context = running.get(name);
        return context != null && context.isActive();
    }

    private Map<String, Object> settings(String name) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("vedette.entity", name);
        settings.put("vedette.data-dir", dataDir.toString());
        settings.put("vedette.bind-address", "127.0.0.1");
        settings.put("vedette.public-address", reachable());
        settings.put("vedette.portal-origin", portalOrigin());
        for (String entity : Ports.entities()) {
            settings.put("vedette.services." + entity, "https://127.0.0.1:" + ports.internal(entity));
        }
        settings.put("spring.jmx.enabled", "false");
        // The quickstart ends the contexts itself, in order, before the database.
        settings.put("spring.main.register-shutdown-hook", "false");
        settings.put("spring.web.resources.add-mappings", "false");
        settings.put("spring.main.banner-mode", "off");
        settings.put("spring.output.ansi.enabled", "never");
        if (name.equals("cu-web")) {
            settings.put("vedette.cu-web.port", lan == null ? ports.portal() : lan.portalPort());
            settings.put("vedette.cu-web.faces.cmu", "https://127.0.0.1:" + ports.publicFace("cmu"));
            settings.put("vedette.cu-web.faces.scu", "https://127.0.0.1:" + ports.publicFace("scu"));
            settings.put("vedette.cu-web.media-tls-port", ports.media());
            settings.put("vedette.cu-web.media-plain-port", ports.mediaPlain());
            if (lan != null) {
                settings.putAll(lan.gatewaySettings());
                lan.mediaOrigins(ports).ifPresent(origins -> settings.put("vedette.cu-web.media-origins", origins));
            }
        } else {
            settings.put("spring.cloud.gateway.server.webflux.enabled", "false");
            settings.put("vedette.public-port", ports.publicFace(name));
            settings.put("vedette.internal-port", ports.internal(name));
        }
        if (name.equals("scu")) {
            settings.put("vedette.scu.device.port", ports.device());
            if (lan != null) {
                settings.putAll(lan.deviceSettings());
            }
        }
        if (name.equals("mtu")) {
            settings.putAll(mediaSettings());
        }
        if (name.equals("cmu")) {
            settings.put("spring.datasource.url", database.url());
            settings.put("spring.datasource.username", database.user());
            settings.put("spring.datasource.password", database.password());
            settings.put("spring.datasource.hikari.maximum-pool-size", "10");
            settings.put("vedette.cmu.approval", "manual");
            settings.put("vedette.cmu.sms.adapter", "outbox");
            settings.put("vedette.cmu.quickstart", "true");
            settings.put("vedette.cmu.heartbeat", "5s");
            if (lan != null) {
                settings.putAll(Lan.signUpSettings());
            }
        }
        return settings;
    }

    private Map<String, Object> mediaSettings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("vedette.mtu.bind-address", reachable());
        settings.put("vedette.mtu.turn.port", ports.turn());
        settings.put("vedette.mtu.turn.tls-port", ports.turnTls());
        settings.put("vedette.mtu.rtsp.port", ports.distribution());
        settings.put("vedette.mtu.rtsps.port", ports.distributionTls());
        settings.put("vedette.mtu.tls.port", ports.media());
        settings.put("vedette.mtu.plain.port", ports.mediaPlain());
        if (lan != null) {
            // People of this network relay to each other's private addresses, and to nobody else's.
            settings.put("vedette.mtu.turn.private-peers", lan.address().network().orElse(""));
            settings.putAll(lan.mediaSettings());
        }
        return settings;
    }

    /** The address that cameras and viewers are told. */
    private String reachable() {
        return lan == null ? "127.0.0.1" : lan.address().text();
    }

    String portalOrigin() {
        return lan == null ? "http://127.0.0.1:" + ports.portal() : lan.portalOrigin();
    }

    @Override
    public void close() {
        List<String> order = new ArrayList<>(starters.keySet());
        Collections.reverse(order);
        for (String name : order) {
            ConfigurableApplicationContext context = running.remove(name);
            if (context != null) {
                context.close();
            }
        }
    }
}

package vedette.cmu;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import vedette.platform.config.PlatformConfiguration;
import vedette.platform.internal.FacePorts;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;

/**
 * A CMU on embedded PostgreSQL, called over both of its faces with certificates of its internal CA. One PostgreSQL per JVM, one database per
 * server; the shared server has settings that suit most tests.
 */
final class CmuServer implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final AtomicInteger ADDRESSES = new AtomicInteger();
    static final JsonMapper JSON = mapper();

    private static @Nullable EmbeddedPostgres postgres;
    private static @Nullable CmuServer shared;

    final TestClock clock;
    final Path data;
    final String database;
    private final Map<String, Object> settings;
    private final Map<String, HttpClient> clients = new ConcurrentHashMap<>();
    private ConfigurableApplicationContext context;

    @Configuration(proxyBeanMethods = false)
    static class Beans {
        private static final ThreadLocal<TestClock> CLOCK = new ThreadLocal<>();

        @Bean
        @Primary
        TestClock testClock() {
            return CLOCK.get();
        }
    }

    CmuServer(Map<String, Object> extra) {
        try {
            data = Files.createTempDirectory("cmu-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clock = new TestClock();
        database = freshDatabase();
        settings = new HashMap<>(Map.of(
                "vedette.data-dir", data.toString(),
                "vedette.public-port", "0",
                "vedette.internal-port", "0",
                "vedette.cmu.approval", "manual",
                "vedette.cmu.sms.adapter", "outbox",
                "vedette.cmu.quickstart", "true",
                "vedette.cmu.heartbeat", "5s",
                "spring.datasource.url", database));
        settings.put("spring.datasource.username", "postgres");
        settings.put("spring.datasource.password", "postgres");
        settings.put("spring.datasource.hikari.maximum-pool-size", "12");
        settings.putAll(extra);
        context = start();
    }

    static synchronized CmuServer shared() {
        CmuServer server = shared;
        if (server == null) {
            server = new CmuServer(Map.of());
            shared = server;
        }
        return server;
    }

    private static synchronized String freshDatabase() {
        try {
            EmbeddedPostgres running = postgres;
            if (running == null) {
                running = EmbeddedPostgres.builder().start();
                postgres = running;
                EmbeddedPostgres stopped = running;
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        stopped.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
            }
            String name = "cmu" + DATABASES.incrementAndGet();
            JdbcClient.create(running.getPostgresDatabase())
                    .sql("create database " + name)
                    .update();
            return running.getJdbcUrl("postgres", name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ConfigurableApplicationContext start() {
        Beans.CLOCK.set(clock);
        String[] arguments = settings.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        try {
            return new SpringApplicationBuilder(CmuApplication.class, Beans.class)
                    .properties("spring.config.name=cmu")
                    .run(arguments);
        } finally {
            Beans.CLOCK.remove();
        }
    }

    /** Stops the process part and starts it again on the same database and data directory. */
    void restart() {
        context.close();
        clients.clear();
        context = start();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    JdbcClient db() {
        return bean(JdbcClient.class);
    }

    /** TLS of an instance of any entity, from the internal CA of this installation. */
    InternalTls tls(String entity, String instance) {
        return new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity(entity, instance));
    }

    /** A client address that no other call had: rate limits count per address. */
    static String freshAddress() {
        int n = ADDRESSES.incrementAndGet();
        return "10." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255);
    }

    /** Calls the public face as the gateway does. */
    Answer call(String method, String path, @Nullable Object body, @Nullable String token, String... headers) {
        String[] all = new String[headers.length + 2];
        System.arraycopy(headers, 0, all, 0, headers.length);
        all[headers.length] = "X-Forwarded-For";
        all[headers.length + 1] = java.util.Arrays.asList(headers).contains("X-Forwarded-For") ? "" : freshAddress();
        if (all[headers.length + 1].isEmpty()) {
            all = headers;
        }
        return send("cu-web", publicPort(), method, path, body, token, all);
    }

    /** Calls the internal face as an instance of an entity. */
    Answer internal(String entity, String method, String path, @Nullable Object body, String... headers) {
        return send(entity, bean(FacePorts.class).internal(), method, path, body, null, headers);
    }

    int publicPort() {
        return ((WebServerApplicationContext) context).getWebServer().getPort();
    }

    Answer send(
            String entity,
            int port,
            String method,
            String path,
            @Nullable Object body,
            @Nullable String token,
            String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path));
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", "application/json")
                    .method(
                            method,
                            HttpRequest.BodyPublishers.ofString(
                                    body instanceof String text ? text : JSON.writeValueAsString(body)));
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = client(entity).send(request.build(), HttpResponse.BodyHandlers.ofString());
            String text = response.body();
            JsonNode json = text.startsWith("{") ? JSON.readTree(text) : JsonNodeFactory.instance.objectNode();
            return new Answer(response.statusCode(), json, response.headers(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpClient client(String entity) {
        return clients.computeIfAbsent(entity, name -> {
            SSLContext context = tls(name, "1").clientContext("cmu");
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .sslContext(context)
                    .build();
        });
    }

    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder();
        PlatformConfiguration.json(builder);
        return builder.build();
    }

    @Override
    public void close() {
        context.close();
    }
}

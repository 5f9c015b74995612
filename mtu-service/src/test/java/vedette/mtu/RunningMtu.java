package vedette.mtu;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayCounters;
import vedette.contracts.sd.RelayRequest;
import vedette.platform.internal.FacePorts;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;

/** The real application on free ports beside a {@link CmuStub}; commands it as the SCU does. */
final class RunningMtu implements AutoCloseable {
    static final String ORIGIN = "http://127.0.0.1:8080";

    /** A commanded relay with the session that it is for. */
    record Commanded(String sessionId, String token, String deviceId, RelayAnswer answer, String flowId) {
        String rtsp() {
            return java.util.Objects.requireNonNull(answer.urls()).rtsp();
        }

        /** The URL with credentials, for ffmpeg. */
        String rtspWithCredentials() {
            return rtsp().replace("rtsp://", "rtsp://" + sessionId + ":" + token + "@");
        }
    }

    final Path data;
    final CmuStub cmu;
    final ConfigurableApplicationContext context;
    private final HttpClient scu;
    private final SecureRandom random = new SecureRandom();

    RunningMtu(Path data) throws Exception {
        this(data, Map.of());
    }

    /** @param more settings that win over those of a test */
    RunningMtu(Path data, Map<String, Object> more) throws Exception {
        this.data = data;
        this.cmu = new CmuStub(data);
        Map<String, Object> settings = new HashMap<>(Map.of(
                "vedette.data-dir", data.toString(),
                "vedette.public-port", 0,
                "vedette.internal-port", 0,
                "vedette.portal-origin", ORIGIN,
                "vedette.services.cmu", cmu.url(),
                "vedette.mtu.rtsp.port", 0,
                "vedette.mtu.rtsps.port", 0,
                "vedette.mtu.tls.port", 0,
                "vedette.mtu.plain.port", 0));
        settings.put("vedette.mtu.turn.port", 0);
        settings.put("vedette.mtu.turn.tls-port", 0);
        settings.putAll(more);
        this.context = MtuApplication.start(settings);
        InternalTls tls = new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity("scu", "1"));
        this.scu = HttpClient.newBuilder().sslContext(tls.clientContext("mtu")).version(HttpClient.Version.HTTP_1_1).build();
    }

    /** Commands a relay for a new session of this device. */
    Commanded relay(String deviceId) throws Exception {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        String session = Ids.next("ses");
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        cmu.sessions.put(session, new CmuStub.Session(token, deviceId));
        FlowRef flow = new FlowRef("11.3", Ids.next("flw"), "R03", Ids.next("evt"));
        HttpResponse<String> answer = internal(
                "POST", "/internal/v1/relays",
                new RelayRequest(session, deviceId, "tnt_1", 1, "main", RelayRequest.DISTRIBUTE, 60_000, null), flow);
        if (answer.statusCode() != 201) {
            throw new AssertionError("relay refused: " + answer.statusCode() + " " + answer.body());
        }
        return new Commanded(session, token, deviceId, CmuStub.MAPPER.readValue(answer.body(), RelayAnswer.class), flow.flowId());
    }

    void end(Commanded relay) throws Exception {
        internal("DELETE", "/internal/v1/relays/" + relay.answer.relayId(), null, null);
    }

    RelayCounters counters() throws Exception {
        return CmuStub.MAPPER.readValue(internal("GET", "/internal/v1/counters", null, null).body(), RelayCounters.class);
    }

    HttpResponse<String> internal(String method, String path, @Nullable Object body, @Nullable FlowRef flow) throws Exception {
        int port = context.getBean(FacePorts.class).internal();
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(CmuStub.MAPPER.writeValueAsString(body));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).header("Content-Type", "application/json").method(method, publisher);
        if (flow != null) {
            request.header(FlowHeader.NAME, FlowHeader.format(flow));
        }
        return scu.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until a condition holds; fails after 15 s. */
    static void await(String what, BooleanSupplier condition) throws Exception {
        if (!within(15_000, condition)) {
            throw new TimeoutException("not within 15 s: " + what);
        }
    }

    /** Waits until a condition holds, for so many milliseconds at most; tells whether it does. */
    static boolean within(long millis, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        Object monitor = new Object();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            synchronized (monitor) {
                TimeUnit.MILLISECONDS.timedWait(monitor, 10);
            }
        }
        return true;
    }

    @Override
    public void close() {
        scu.close();
        context.close();
        cmu.close();
    }
}

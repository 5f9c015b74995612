package vedette.scu;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowEvents;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.DeviceProofs;
import vedette.contracts.sc.BootstrapPayload;
import vedette.contracts.sc.BootstrapRequest;
import vedette.contracts.sc.ChannelAccepted;
import vedette.contracts.sc.ChannelOpen;
import vedette.contracts.sc.LeaseRequest;
import vedette.contracts.sc.Leases;
import vedette.contracts.sc.PresenceReport;
import vedette.contracts.sc.PresenceResult;
import vedette.contracts.sc.RegistrationRequest;
import vedette.contracts.sc.RegistrationResult;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sc.ServiceInstanceAck;
import vedette.contracts.sc.DeviceAuthAccepted;
import vedette.contracts.sc.DeviceAuthCheck;
import vedette.contracts.sc.ServiceInstances;
import vedette.contracts.sc.SessionPath;
import vedette.contracts.sc.SessionPeek;
import vedette.contracts.sc.SessionPeeked;
import vedette.contracts.sc.SessionRoute;
import vedette.contracts.sc.SessionVerified;
import vedette.contracts.sc.SessionVerify;
import vedette.contracts.sc.SignedBootstrap;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;
import vedette.scu.channel.Frames;

/** The CMU's internal face in memory: real mutual TLS, real signatures, no database. */
final class CmuDouble implements AutoCloseable {
    static final String ORIGIN = "http://127.0.0.1:8080";
    static final long HEARTBEAT_MS = 2000;

    final List<PresenceReport> presence = new CopyOnWriteArrayList<>();
    final List<FlowEvent> flows = new CopyOnWriteArrayList<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<String, String> vendorRoots = new ConcurrentHashMap<>();
    final Map<String, PublicKey> keysBySerial = new ConcurrentHashMap<>();
    final Map<String, String> idsBySerial = new ConcurrentHashMap<>();
    final Map<String, SessionRoute> sessions = new ConcurrentHashMap<>();
    final Map<String, String> tokens = new ConcurrentHashMap<>();
    final List<ServiceInstances.Item> mtus = new CopyOnWriteArrayList<>();
    final List<SessionPath> paths = new CopyOnWriteArrayList<>();
    final Map<String, DeviceAuthCheck> addresses = new ConcurrentHashMap<>();
    final java.util.Set<String> noDistribution = ConcurrentHashMap.newKeySet();
    /** Sessions whose lease the platform does not renew. */
    final java.util.Set<String> ended = ConcurrentHashMap.newKeySet();
    final KeyPair bootstrapKey;
    volatile @Nullable ServiceInstance instance;
    volatile boolean down;
    /** Told to devices; tests whose devices do not beat take a longer one. */
    volatile long heartbeatMs = HEARTBEAT_MS;

    private final AtomicLong epoch = new AtomicLong();
    private final String bootId = Ids.next("boot");
    private final HttpsServer server;

    record Answer(int status, @Nullable Object body, @Nullable FlowRef flow) {}

    CmuDouble(Path data) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        bootstrapKey = generator.generateKeyPair();
        InternalTls tls = new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity("cmu", "1"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(tls.trustStore());
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(tls.keyManagers().getKeyManagers(), trust.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 64);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/internal/v1/", this::handle);
        server.start();
    }

    String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/internal/v1/".length());
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Answer answer;
        if (down) {
            answer = new Answer(503, Problem.of("database-unavailable", "Down", 503, "The database is away."), null);
        } else {
            if (!path.equals("presence") && !path.equals("flow-events") && !path.equals("service-instances")) {
                calls.add(path);
            }
            answer = exchange.getRequestMethod().equals("GET") && path.equals("service-instances")
                    ? new Answer(200, new ServiceInstances(List.copyOf(mtus)), null)
                    : answer(path, text, exchange.getRequestHeaders().getFirst(FlowHeader.NAME));
        }
        byte[] body = answer.body == null ? new byte[0] : Frames.MAPPER.writeValueAsBytes(answer.body);
        exchange.getResponseHeaders().set("Content-Type", answer.status < 400 ? "application/json" : Problem.MEDIA_TYPE);
        if (answer.flow != null) {
            exchange.getResponseHeaders().set(FlowHeader.NAME, FlowHeader.format(answer.flow));
        }
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Answer answer(String path, String text, @Nullable String header) {
        if (path.startsWith("sessions/")) {
            return session(path.substring("sessions/".length()), text, header);
        }
        return switch (path) {
            case "service-instances" -> {
                instance = read(text, ServiceInstance.class);
                yield new Answer(200, new ServiceInstanceAck(bootId, 5000), null);
            }
            case "bootstraps" -> new Answer(200, bootstrap(read(text, BootstrapRequest.class)), null);
            case "registrations" -> register(read(text, RegistrationRequest.class), header);
            case "channels" -> channel(read(text, ChannelOpen.class));
            case "presence" -> {
                presence.add(read(text, PresenceReport.class));
                yield new Answer(200, new PresenceResult(bootId, false), null);
            }
            case "flow-events" -> {
                flows.addAll(read(text, FlowEvents.class).events());
                yield new Answer(202, null, null);
            }
            case "leases" -> {
                LeaseRequest request = read(text, LeaseRequest.class);
                yield new Answer(200, new Leases(request.sessionIds().stream().map(id -> new Leases.Lease(id, ended.contains(id) ? 0 : 900_000)).toList()), null);
            }
            case "device-auth" -> deviceAuth(read(text, DeviceAuthCheck.class), header);
            case "device-buttons", "device-capabilities" -> new Answer(204, null, null);
            default -> new Answer(404, Problem.of("not-found", "Not found", 404, path), null);
        };
    }

    private Answer session(String path, String text, @Nullable String header) {
        if (path.endsWith("/route")) {
            SessionRoute route = sessions.get(path.substring(0, path.indexOf('/')));
            return route == null
                    ? new Answer(404, Problem.of("session-not-found", "Session not found", 404, "There is no such session."), null)
                    : new Answer(200, route, null);
        }
        String id = path.substring(0, path.indexOf(':'));
        if (path.endsWith(":peek")) {
            return peek(id, read(text, SessionPeek.class));
        }
        if (path.endsWith(":path")) {
            paths.add(read(text, SessionPath.class));
        }
        if (!path.endsWith(":verify")) {
            return new Answer(204, null, null);
        }
        SessionVerify check = read(text, SessionVerify.class);
        SessionRoute route = sessions.get(id);
        boolean ok = route != null && route.deviceId().equals(check.deviceId()) && check.token() != null && check.token().equals(tokens.get(id));
        FlowRef s8 = FlowHeader.parse(header).map(ref -> ref.at("S8", record(ref, "S6"))).orElse(null);
        return new Answer(
                200,
                ok
                        ? new SessionVerified(true, null, id, null, 1, "main", "usr", 900_000L, "bm9uY2U", check.viewerFingerprint(), s8)
                        : SessionVerified.refused("token-wrong", s8),
                s8);
    }

    private Answer peek(String id, SessionPeek peek) {
        SessionRoute route = sessions.get(id);
        if (route == null) {
            return new Answer(404, Problem.of("session-not-found", "Session not found", 404, "There is no such session."), null);
        }
        return new Answer(
                200,
                peek.token().equals(tokens.get(id))
                        ? new SessionPeeked(
                                true, null, route.deviceId(), route.scu(), route.scuInternalUrl(), "tnt_1", 1, "main", !noDistribution.contains(route.deviceId()))
                        : SessionPeeked.refused("token-wrong"),
                null);
    }

    private Answer deviceAuth(DeviceAuthCheck check, @Nullable String header) {
        PublicKey key = idsBySerial.entrySet().stream()
                .filter(entry -> entry.getValue().equals(check.deviceId()))
                .map(entry -> keysBySerial.get(entry.getKey()))
                .findFirst()
                .orElse(null);
        String proof = DeviceProofs.address(
                ORIGIN, check.nonce(), check.bootId(), check.localAddrs(), check.natAddr(), check.mapping(), check.filtering());
        if (key == null || !DeviceProofs.verify(key, proof, check.signature())) {
            return new Answer(403, Problem.of("device-proof-invalid", "Proof invalid", 403, "Not this device's key."), null);
        }
        addresses.put(check.deviceId(), check);
        FlowRef s6 = FlowHeader.parse(header).map(ref -> ref.at("S6", record(ref, "S4"))).orElse(null);
        return new Answer(200, new DeviceAuthAccepted(s6), s6);
    }

    private String record(FlowRef ref, String step) {
        FlowEvent event = new FlowEvent(
                Ids.next("evt"), ref.flow(), ref.flowId(), step, "scu", "cmu", "double", "ok", ref.cause(), Ids.next("msg"), 0, Instant.now(), null);
        flows.add(event);
        return event.eventId();
    }

    private SignedBootstrap bootstrap(BootstrapRequest request) {
        ServiceInstance scu = instance;
        if (scu == null) {
            throw new IllegalStateException("the SCU has not registered itself");
        }
        BootstrapPayload payload = new BootstrapPayload(
                request.nonce(), Instant.now(), ORIGIN, List.of(1), HEARTBEAT_MS,
                List.of(new BootstrapPayload.Node(scu.instance(), String.valueOf(scu.urls().device()), null, List.of("register"))),
                List.of(String.valueOf(scu.deviceTlsCaPem())), Map.of());
        String text = b64(Frames.MAPPER.writeValueAsBytes(payload));
        return new SignedBootstrap(
                text, b64(bootstrapKey.getPublic().getEncoded()), DeviceProofs.sign(bootstrapKey.getPrivate(), DeviceProofs.bootstrap(text)));
    }

    private Answer register(RegistrationRequest request, @Nullable String header) {
        X509Certificate leaf = certificate(request.certificateChainPem().getFirst());
        X509Certificate root = certificate(request.certificateChainPem().getLast());
        FlowRef s3 = FlowHeader.parse(header).map(ref -> ref.at("S3", record(ref, "S2"))).orElse(null);
        if (!vendorRoots.containsKey(DeviceProofs.pin(root.getPublicKey()))) {
            return new Answer(403, Problem.of("vendor-unknown", "Vendor unknown", 403, "No such vendor."), s3);
        }
        PublicKey known = keysBySerial.putIfAbsent(request.serial(), leaf.getPublicKey());
        if (known != null && !known.equals(leaf.getPublicKey())) {
            return new Answer(409, Problem.of("serial-has-other-key", "Serial has another key", 409, "Alarm."), s3);
        }
        boolean created = !idsBySerial.containsKey(request.serial());
        String id = idsBySerial.computeIfAbsent(request.serial(), _ -> Ids.next("dev"));
        return new Answer(created ? 201 : 200, new RegistrationResult(id, created, heartbeatMs, 86_400_000, s3), s3);
    }

    private Answer channel(ChannelOpen open) {
        PublicKey key = idsBySerial.entrySet().stream()
                .filter(entry -> entry.getValue().equals(open.deviceId()))
                .map(entry -> keysBySerial.get(entry.getKey()))
                .findFirst()
                .orElse(null);
        String proof = DeviceProofs.channel(ORIGIN, open.nonce(), open.bootId(), open.deviceId());
        return key != null && DeviceProofs.verify(key, proof, open.signature())
                ? new Answer(200, new ChannelAccepted(epoch.incrementAndGet(), "tnt_1", heartbeatMs), null)
                : new Answer(403, Problem.of("device-proof-invalid", "Proof invalid", 403, "Not this device's key."), null);
    }

    private static X509Certificate certificate(String pem) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static <T> T read(String text, Class<T> type) {
        return Frames.MAPPER.readValue(text, type);
    }

    static JsonNode tree(String text) {
        return Frames.MAPPER.readTree(text);
    }

    static String b64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The status last reported for a device, or null. */
    @Nullable
    String statusOf(String deviceId) {
        return presence.stream()
                .flatMap(report -> report.devices().stream())
                .filter(device -> device.deviceId().equals(deviceId))
                .map(PresenceReport.DevicePresence::status)
                .reduce((_, last) -> last)
                .orElse(null);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

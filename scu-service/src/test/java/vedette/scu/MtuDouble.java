package vedette.scu;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import vedette.contracts.Ids;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sc.ServiceInstances;
import vedette.contracts.sd.IceServerEntry;
import vedette.contracts.sd.MtuMedia;
import vedette.contracts.sd.MtuStats;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayCounters;
import vedette.contracts.sd.RelayList;
import vedette.contracts.sd.RelayPatch;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sd.RelaySummary;
import vedette.contracts.sd.RelayTicket;
import vedette.contracts.sd.RelayTraffic;
import vedette.contracts.sd.RelayUrls;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;
import vedette.scu.channel.Frames;

/** An MTU's internal face in memory: real mutual TLS, no media. */
final class MtuDouble implements AutoCloseable {
    final String instance;
    final String bootId = Ids.next("boot");
    final Map<String, RelayRequest> relays = new ConcurrentHashMap<>();
    final List<RelayRequest> created = new CopyOnWriteArrayList<>();
    final List<String> deleted = new CopyOnWriteArrayList<>();
    final Map<String, List<RelayPatch>> patches = new ConcurrentHashMap<>();
    final List<String> flowHeaders = new CopyOnWriteArrayList<>();
    /** Devices whose uplink stands. */
    final java.util.Set<String> uplinks = ConcurrentHashMap.newKeySet();
    volatile @Nullable CountDownLatch hang;

    private final HttpsServer server;

    private record Answer(int status, @Nullable Object body) {}

    MtuDouble(Path data, String instance) throws IOException, GeneralSecurityException {
        this.instance = instance;
        InternalTls tls = new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity("mtu", instance));
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

    ServiceInstances.Item item(@Nullable String region, double load, boolean draining, long ageMs) {
        return new ServiceInstances.Item(
                "mtu", instance, bootId, new ServiceInstance.Urls("https://127.0.0.1:" + server.getAddress().getPort(), null, null), region, load, null,
                new MtuMedia(
                        List.of("203.0.113." + instance + ":3478"), List.of("turn:203.0.113." + instance + ":3478?transport=udp"), "rtsp://203.0.113.1:8554", null,
                        "wss://203.0.113.1:8445/v1/fmp4", "https://203.0.113.1:8445/v1/reverse"),
                draining, null, ageMs);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/internal/v1/".length());
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        CountDownLatch waiting = hang;
        if (waiting != null) {
            try {
                waiting.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        String flow = exchange.getRequestHeaders().getFirst(FlowHeader.NAME);
        if (flow != null) {
            flowHeaders.add(flow);
        }
        Answer answer = answer(exchange.getRequestMethod(), path, text);
        byte[] body = answer.body == null ? new byte[0] : Frames.MAPPER.writeValueAsBytes(answer.body);
        exchange.getResponseHeaders().set("Content-Type", answer.status < 400 ? "application/json" : Problem.MEDIA_TYPE);
        exchange.sendResponseHeaders(answer.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private Answer answer(String method, String path, String text) {
        if (path.equals("counters")) {
            return new Answer(200, new RelayCounters(
                    instance, new MtuStats(0, 0, 0, 0, 0, 0, 0, 0), new RelayTraffic(0, 0, 0, 0, 0, 0, 0, 0), new RelayCounters.Stun(0, 0, 0, 0, 0)));
        }
        if (path.equals("relays")) {
            return method.equals("GET") ? new Answer(200, list()) : new Answer(201, create(Frames.MAPPER.readValue(text, RelayRequest.class)));
        }
        String id = path.substring("relays/".length());
        if (id.endsWith(":ticket")) {
            String relay = id.substring(0, id.indexOf(':'));
            return relays.containsKey(relay) ? new Answer(201, ticket()) : gone();
        }
        if (method.equals("DELETE")) {
            deleted.add(id);
            relays.remove(id);
            return new Answer(204, null);
        }
        if (!relays.containsKey(id)) {
            return gone();
        }
        patches.computeIfAbsent(id, _ -> new CopyOnWriteArrayList<>()).add(Frames.MAPPER.readValue(text, RelayPatch.class));
        return new Answer(204, null);
    }

    private static Answer gone() {
        return new Answer(404, Problem.of("relay-not-found", "Relay not found", 404, "There is no such relay."));
    }

    private RelayList list() {
        Instant now = Instant.now();
        return new RelayList(instance, relays.entrySet().stream()
                .map(entry -> new RelaySummary(
                        entry.getKey(), entry.getValue().sessionId(), entry.getValue().deviceId(), entry.getValue().kind(), now, now.plusSeconds(300), null,
                        entry.getValue().tenantId(), entry.getValue().channel(), entry.getValue().stream()))
                .toList());
    }

    private RelayAnswer create(RelayRequest request) {
        String id = Ids.next("rly");
        relays.put(id, request);
        created.add(request);
        Instant expires = Instant.now().plusMillis(request.ttlMs());
        if (request.kind().equals(RelayRequest.TURN)) {
            return new RelayAnswer(
                    id, instance, new RelayAnswer.IceServers(List.of(server(request, "cu")), List.of(server(request, "pu"))), null, null, null, expires);
        }
        String stream = "/live/" + request.deviceId() + "/" + request.channel() + "/" + request.stream();
        return new RelayAnswer(
                id, instance, null, new RelayUrls("rtsp://203.0.113." + instance + ":8554" + stream, null, "wss://203.0.113." + instance + ":8445/v1/fmp4"),
                "cu-ticket-" + instance, uplinks.contains(String.valueOf(request.deviceId())) ? null : ticket(), expires);
    }

    private IceServerEntry server(RelayRequest request, String side) {
        return new IceServerEntry(
                List.of("turn:203.0.113." + instance + ":3478?transport=udp"), "1:" + request.sessionId() + ":" + side, "secret-" + side);
    }

    private RelayTicket ticket() {
        return new RelayTicket("https://203.0.113." + instance + ":8445/v1/reverse", "pu-ticket-" + Ids.next("tkt"), List.of("-----BEGIN"));
    }

    /** Addresses of a relay, those of the command and those added later. */
    List<String> addresses(String relayId, boolean viewerSide) {
        java.util.stream.Stream<vedette.contracts.sd.RelayAddresses> first = java.util.stream.Stream.ofNullable(relays.get(relayId).addresses());
        java.util.stream.Stream<vedette.contracts.sd.RelayAddresses> later =
                patches.getOrDefault(relayId, List.of()).stream().map(RelayPatch::addresses).filter(java.util.Objects::nonNull);
        return java.util.stream.Stream.concat(first, later)
                .flatMap(addresses -> java.util.stream.Stream.ofNullable(viewerSide ? addresses.cu() : addresses.pu()))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package vedette.device;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.device.netty.FakePlatform;

/** A platform in memory on virtual time: answers after {@link #LATENCY}, can be down, and counts what devices ask of it. */
final class SimulatedScu implements DeviceTransport {
    static final Duration LATENCY = Duration.ofMillis(10);
    static final Instant START = Instant.parse("2026-11-21T12:00:00.000Z");

    final Map<String, Integer> asked = new HashMap<>();
    final List<JsonNode> frames = new ArrayList<>();
    final List<Long> attemptsAtMillis = new ArrayList<>();
    boolean down;
    boolean deaf;
    int closeCode;
    int heartbeatMillis = 60_000;
    int tryLaterAnswers;
    /** STUN servers told in channel.ready. */
    List<String> stun = List.of();

    private int nonces;
    private final FakePlatform platform;
    private final SimulatedScheduler scheduler;
    private final List<SimulatedLink> links = new ArrayList<>();
    private int calls;

    SimulatedScu(FakePlatform platform, SimulatedScheduler scheduler) {
        this.platform = platform;
        this.scheduler = scheduler;
    }

    Instant time() {
        return START.plusNanos(scheduler.nanoTime());
    }

    int open() {
        return (int) links.stream().filter(link -> !link.closed).count();
    }

    int count(String what) {
        return asked.getOrDefault(what, 0);
    }

    void breakAll() {
        List.copyOf(links).forEach(link -> link.end(1006, "broken"));
        links.clear();
    }

    @Override
    public CompletionStage<HttpAnswer> exchange(HttpCall call) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        String path = call.uri().getPath();
        asked.merge(path, 1, Integer::sum);
        attemptsAtMillis.add(scheduler.nanoTime() / 1_000_000);
        scheduler.schedule(LATENCY, () -> {
            if (down) {
                answer.completeExceptionally(new DeviceException("unreachable", "down"));
                return;
            }
            ObjectNode body = switch (path) {
                case "/scu/v1/bootstrap" ->
                    platform.bootstrap(nonce(call.uri()), time(), heartbeatMillis, List.of("https://scu:8444"));
                case "/scu/v1/challenges" -> DeviceJson.object().put("nonce", "bg");
                default ->
                    DeviceJson.object()
                            .put("device_id", "dev_" + "0".repeat(26))
                            .put("channel_url", "wss://scu:8444/scu/v1/channel")
                            .put("heartbeat_ms", heartbeatMillis)
                            .put("expires_in_ms", 3_600_000);
            };
            answer.complete(new HttpAnswer(
                    path.endsWith("bootstrap") ? 200 : 201,
                    Map.of(),
                    body.toString().getBytes(StandardCharsets.UTF_8)));
        });
        return answer;
    }

    private static String nonce(URI uri) {
        return uri.getQuery().substring("nonce=".length(), uri.getQuery().indexOf('&'));
    }

    @Override
    public void openWebSocket(URI uri, String subprotocol, TlsTrust trust, Duration timeout, LinkListener listener) {
        asked.merge("channel", 1, Integer::sum);
        scheduler.schedule(LATENCY, () -> {
            if (down) {
                listener.closed(1006, "refused");
                return;
            }
            SimulatedLink link = new SimulatedLink(listener);
            links.add(link);
            listener.opened(link);
            if (closeCode != 0) {
                link.end(closeCode, "by test");
                return;
            }
            link.call(
                    "channel.challenge", DeviceJson.object().put("nonce", "bg").put("scu_boot", "b"));
        });
    }

    private final class SimulatedLink implements Link {
        private final LinkListener listener;
        private boolean closed;

        SimulatedLink(LinkListener listener) {
            this.listener = listener;
        }

        void call(String method, ObjectNode params) {
            ObjectNode frame = DeviceJson.object()
                    .put("jsonrpc", "2.0")
                    .put("id", method + "-" + ++calls)
                    .put("method", method);
            frame.set("params", params);
            deliver(frame);
        }

        private void deliver(JsonNode frame) {
            scheduler.schedule(LATENCY, () -> {
                if (!closed) {
                    listener.text(frame.toString());
                }
            });
        }

        @Override
        public void send(String text) {
            JsonNode frame = DeviceJson.MAPPER.readTree(text);
            frames.add(frame);
            if (frame.path("id").asString("").startsWith("channel.challenge")) {
                ObjectNode ready = DeviceJson.object()
                        .put("heartbeat_ms", heartbeatMillis)
                        .put("server_time", DeviceJson.time(time()))
                        .put("auth_nonce", "nonce-" + ++nonces);
                stun.forEach(ready.putArray("stun")::add);
                call("channel.ready", ready);
            } else if (frame.has("method")) {
                asked.merge(frame.path("method").asString(), 1, Integer::sum);
                if (!deaf) {
                    ObjectNode answer = DeviceJson.object()
                            .put("jsonrpc", "2.0")
                            .put("id", frame.path("id").asString());
                    if (tryLaterAnswers > 0 && frame.path("method").asString().equals("session.ended")) {
                        tryLaterAnswers--;
                        answer.putObject("error")
                                .put("code", RpcError.TRY_LATER)
                                .put("message", "busy");
                        deliver(answer);
                        return;
                    }
                    ObjectNode result = answer.putObject("result").put("server_time", DeviceJson.time(time()));
                    if (frame.path("method").asString().equals("device.auth")) {
                        result.put("ok", true).put("next_nonce", "nonce-" + ++nonces);
                        ObjectNode flow = result.putObject("flow");
                        flow.setAll((ObjectNode) frame.path("params").path("flow"));
                        flow.put("step", "S7").put("cause", "evt_" + "7".repeat(26));
                    }
                    deliver(answer);
                }
            }
        }

        @Override
        public void close(int code, String reason) {
            end(code, reason);
        }

        void end(int code, String reason) {
            if (!closed) {
                closed = true;
                scheduler.execute(() -> listener.closed(code, reason));
            }
        }
    }
}

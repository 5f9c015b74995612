package vedette.device;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.contracts.ps.DeviceProofs;

/**
 * The device's control channel: opens the WebSocket, answers the SCU's challenge with the device's signature, then carries JSON-RPC both ways.
 * Requests survive the connection: what is unanswered goes out again on the next one. Everything but {@link #request} and {@link #handle} runs on
 * the scheduler.
 */
final class ControlChannel {
    static final String SUBPROTOCOL = "vedette.device.v1";
    static final int CLOSE_PROTOCOL_ERROR = 1002;
    static final int CLOSE_GOING_AWAY = 1001;
    static final int CLOSE_REFUSED = 4403;
    static final int CLOSE_REPLACED = 4409;

    private static final Logger LOG = LoggerFactory.getLogger(ControlChannel.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** From the connect to {@code channel.ready}; the SCU has to ask the CMU in between. */
    private static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(15);

    /** Hears what becomes of a connection. */
    interface Listener {
        /** @param params of {@code channel.ready} */
        void ready(JsonNode params);

        void closed(int code, String reason);
    }

    private final DeviceIdentity identity;
    private final String bootId;
    private final AgentScheduler scheduler;
    private final DeviceTransport transport;
    private final RpcPeer peer = new RpcPeer();
    private final Map<String, RequestHandler> handlers = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonNode>> waiting = new HashMap<>();
    private @Nullable Connection current;
    private AgentScheduler.@Nullable Timer timer;
    private long timerDeadlineNanos;
    private boolean closed;

    ControlChannel(DeviceIdentity identity, String bootId, AgentScheduler scheduler, DeviceTransport transport) {
        this.identity = identity;
        this.bootId = bootId;
        this.scheduler = scheduler;
        this.transport = transport;
    }

    void handle(String method, RequestHandler handler) {
        handlers.put(method, handler);
    }

    /** Opens a connection in the place of any earlier one. */
    void open(Registration registration, String platformOrigin, TlsTrust trust, Listener listener) {
        Connection connection = new Connection(registration.deviceId(), platformOrigin, listener);
        current = connection;
        connection.handshakeTimer = scheduler.schedule(
                HANDSHAKE_TIMEOUT, () -> connection.abandon("no channel.ready within " + HANDSHAKE_TIMEOUT));
        URI url = registration.channelUrl();
        transport.openWebSocket(url, SUBPROTOCOL, trust, CONNECT_TIMEOUT, connection);
    }

    /** Sends a request to the SCU, now or as soon as the channel is ready again. Any thread; completes on the scheduler with the result or {@link RpcException}. */
    CompletionStage<JsonNode> request(String method, JsonNode params, Duration timeout) {
        CompletableFuture<JsonNode> result = new CompletableFuture<>();
        String id = Ids.next("msg");
        scheduler.execute(() -> {
            if (closed) {
                result.completeExceptionally(
                        new RpcException(new RpcError(RpcError.INTERNAL, "The device was closed", "device-closed")));
                return;
            }
            waiting.put(id, result);
            peer.request(id, method, params, scheduler.nanoTime() + timeout.toNanos());
            drain();
        });
        return result;
    }

    /** Breaks a connection that does not answer any more. */
    void abandon(String reason) {
        if (current != null) {
            current.abandon(reason);
        }
    }

    void close() {
        closed = true;
        peer.close();
        drain();
        if (current != null) {
            current.abandon("device stops");
            current = null;
        }
    }

    private void drain() {
        RpcOutput output;
        while ((output = peer.poll().orElse(null)) != null) {
            switch (output) {
                case RpcOutput.Transmit(String frame) -> {
                    if (current != null && current.link != null) {
                        current.link.send(frame);
                    }
                }
                case RpcOutput.Call(String id, String method, JsonNode params) -> dispatch(id, method, params);
                case RpcOutput.Answered(String id, JsonNode result) ->
                    complete(id).complete(result);
                case RpcOutput.Failed(String id, RpcError error) ->
                    complete(id).completeExceptionally(new RpcException(error));
                case RpcOutput.Broken(String reason) -> abandon(reason);
            }
        }
        arm();
    }

    private CompletableFuture<JsonNode> complete(String id) {
        CompletableFuture<JsonNode> result = waiting.remove(id);
        return result == null ? new CompletableFuture<>() : result;
    }

    private void dispatch(@Nullable String id, String method, JsonNode params) {
        Connection connection = current;
        if (connection == null) {
            return;
        }
        if (!connection.ready) {
            connection.handshake(id, method, params);
            return;
        }
        RequestHandler handler = handlers.get(method);
        if (handler == null) {
            peer.refuse(
                    id,
                    new RpcError(
                            RpcError.METHOD_NOT_FOUND,
                            "This device has no method " + DeviceJson.limited(method),
                            "method-unknown"));
            return;
        }
        CompletionStage<JsonNode> stage;
        try {
            stage = handler.handle(params);
        } catch (RuntimeException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((result, failure) -> scheduler.execute(() -> respond(id, method, result, failure)));
    }

    private void respond(@Nullable String id, String method, @Nullable JsonNode result, @Nullable Throwable failure) {
        if (failure == null) {
            peer.answer(id, result == null ? DeviceJson.object() : result);
        } else if (Failures.cause(failure) instanceof RpcException refusal) {
            peer.refuse(id, refusal.error());
        } else if (Failures.cause(failure) instanceof DeviceException known
                && !known.code().equals("answer-malformed")) {
            peer.refuse(id, RpcError.refused(known.code(), String.valueOf(known.getMessage())));
        } else if (Failures.cause(failure) instanceof DeviceException malformed) {
            peer.refuse(
                    id,
                    new RpcError(RpcError.INVALID_PARAMS, String.valueOf(malformed.getMessage()), "params-invalid"));
        } else {
            LOG.warn("{}: {} failed", identity.serial(), method, Failures.cause(failure));
            peer.refuse(id, new RpcError(RpcError.INTERNAL, "The device failed to serve " + method, "device-error"));
        }
        drain();
    }

    /** Keeps one timer for the earliest deadline of a request. */
    private void arm() {
        var deadline = peer.nextDeadlineNanos();
        if (deadline.isEmpty() || (timer != null && timerDeadlineNanos - deadline.getAsLong() <= 0)) {
            return;
        }
        if (timer != null) {
            timer.cancel();
        }
        timerDeadlineNanos = deadline.getAsLong();
        timer = scheduler.schedule(Duration.ofNanos(Math.max(0, timerDeadlineNanos - scheduler.nanoTime())), () -> {
            timer = null;
            peer.timePassed(scheduler.nanoTime());
            drain();
        });
    }

    /** One WebSocket from the attempt to its end. Events of a connection that is not {@link #current} any more are ignored. */
    private final class Connection implements DeviceTransport.LinkListener {
        private final String deviceId;
        private final String platformOrigin;
        private final Listener listener;
        private DeviceTransport.@Nullable Link link;
        private AgentScheduler.@Nullable Timer handshakeTimer;
        private String scuBoot = "";
        private boolean ready;

        Connection(String deviceId, String platformOrigin, Listener listener) {
            this.deviceId = deviceId;
            this.platformOrigin = platformOrigin;
            this.listener = listener;
        }

        @Override
        public void opened(DeviceTransport.Link opened) {
            if (current != this) {
                opened.close(CLOSE_GOING_AWAY, "superseded");
                return;
            }
            link = opened;
        }

        @Override
        public void text(String frame) {
            if (current == this) {
                peer.received(frame);
                drain();
            }
        }

        @Override
        public void closed(int code, String reason) {
            if (current == this) {
                end(code, reason);
            }
        }

        void abandon(String reason) {
            if (current == this) {
                DeviceTransport.Link open = link;
                end(1006, reason);
                if (open != null) {
                    open.close(CLOSE_GOING_AWAY, reason);
                }
            }
        }

        private void end(int code, String reason) {
            current = null;
            peer.detached();
            cancelHandshakeTimer();
            if (!closed) {
                listener.closed(code, reason);
            }
        }

        private void cancelHandshakeTimer() {
            if (handshakeTimer != null) {
                handshakeTimer.cancel();
                handshakeTimer = null;
            }
        }

        void handshake(@Nullable String id, String method, JsonNode params) {
            switch (method) {
                case "channel.challenge" -> {
                    String nonce = params.path("nonce").asString("");
                    scuBoot = params.path("scu_boot").asString("");
                    ObjectNode answer = DeviceJson.object()
                            .put("device_id", deviceId)
                            .put("boot_id", bootId)
                            .put(
                                    "signature",
                                    identity.sign(DeviceProofs.channel(platformOrigin, nonce, bootId, deviceId)));
                    peer.greet(id, answer);
                }
                case "channel.ready" -> {
                    ready = true;
                    cancelHandshakeTimer();
                    peer.greet(id, DeviceJson.object());
                    peer.attached(scuBoot);
                    listener.ready(params);
                }
                default ->
                    peer.refuse(
                            id,
                            new RpcError(
                                    RpcError.METHOD_NOT_FOUND,
                                    "Expected channel.challenge or channel.ready first",
                                    "channel-not-ready"));
            }
        }
    }
}

package vedette.device.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.ps.DeviceProofs;
import vedette.device.DeviceIdentity;
import vedette.device.DeviceJson;
import vedette.device.Pem;

/** An SCU for tests: bootstrap, registration and control channel on 127.0.0.1 with TLS, checking what devices sign, scripted by the test. */
public final class FakeScu implements AutoCloseable {
    private final FakePlatform platform;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private final String boot = vedette.contracts.Ids.next("req");
    private final Map<String, Function<JsonNode, ObjectNode>> methods = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<JsonNode>> calls = new ConcurrentHashMap<>();
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final AtomicInteger callIds = new AtomicInteger();

    public final AtomicInteger bootstraps = new AtomicInteger();
    public final AtomicInteger registrations = new AtomicInteger();
    public final AtomicInteger channelsReady = new AtomicInteger();
    /** Servers named in the bootstrap; empty: this one. */
    public volatile List<String> servers = List.of();

    public volatile Supplier<Instant> time = Instant::now;
    public volatile int heartbeatMillis = 1_000;
    public volatile int registerStatus = 201;
    public volatile String registerProblem = "cmu-unavailable";
    public volatile @Nullable JsonNode lastRegistration;
    /** STUN servers told in channel.ready; empty: devices do not look for their addresses. */
    public volatile List<String> stun = List.of();
    /** Leaves these methods without an answer. */
    public volatile List<String> silent = List.of();

    public FakeScu(FakePlatform platform, int port) throws SSLException, InterruptedException {
        this.platform = platform;
        FakePlatform.ServerKey key = platform.serverKey();
        SslContext tls = SslContextBuilder.forServer(key.key().getPrivate(), key.certificate())
                .build();
        on(
                "heartbeat",
                params -> DeviceJson.object()
                        .put("server_time", DeviceJson.time(time.get()))
                        .put("offset_ms", 0));
        on("flow.report", params -> DeviceJson.object());
        on("session.ended", params -> DeviceJson.object());
        on("session.path", params -> DeviceJson.object());
        on("media.candidate", params -> DeviceJson.object());
        on("device.auth", params -> DeviceJson.object().put("ok", true).put("next_nonce", "YXV0aDI"));
        on("device.button", params -> DeviceJson.object());
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(tls.newHandler(channel.alloc()))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(256 * 1024))
                                .addLast(new HttpHandler())
                                .addLast(new WebSocketServerProtocolHandler(
                                        "/scu/v1/channel", "vedette.device.v1", false, 64 * 1024))
                                .addLast(new ChannelHandler());
                    }
                })
                .bind("127.0.0.1", port)
                .sync()
                .channel();
    }

    public int port() {
        return ((java.net.InetSocketAddress) server.localAddress()).getPort();
    }

    public String url() {
        return "https://127.0.0.1:" + port();
    }

    public String bootstrapUrl() {
        return url() + "/scu/v1/bootstrap";
    }

    /** Serves a method that devices call; null for no answer yet. */
    public void on(String method, Function<JsonNode, ObjectNode> answer) {
        methods.put(method, answer);
    }

    /** Calls the device of the newest channel. A refusal completes with {@code {"error":…}}. */
    public CompletableFuture<JsonNode> call(String method, ObjectNode params) {
        String id = "c" + callIds.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        calls.put(id, answer);
        ObjectNode frame =
                DeviceJson.object().put("jsonrpc", "2.0").put("id", id).put("method", method);
        frame.set("params", params);
        channels.getLast().writeAndFlush(new TextWebSocketFrame(frame.toString()));
        return answer;
    }

    /** The next request of this method that a device sends; earlier others are skipped. */
    public JsonNode awaitRequest(String method) throws InterruptedException {
        return awaitRequest(method, 20);
    }

    /** The same with another limit. */
    public JsonNode awaitRequest(String method, int seconds) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            JsonNode next = received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError("no request " + method + " within " + seconds + " s");
            }
            if (next.path("method").asString("").equals(method)) {
                return next;
            }
        }
    }

    public void dropChannels() {
        channels.forEach(Channel::close);
    }

    public void closeChannels(int code) {
        channels.forEach(channel ->
                channel.writeAndFlush(new CloseWebSocketFrame(code, "by test")).addListener(done -> channel.close()));
    }

    @Override
    public void close() {
        if (loops.isShuttingDown()) {
            return;
        }
        server.close().syncUninterruptibly();
        dropChannels();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            QueryStringDecoder query = new QueryStringDecoder(request.uri());
            switch (query.path()) {
                case "/scu/v1/bootstrap" -> {
                    bootstraps.incrementAndGet();
                    String nonce = query.parameters()
                            .getOrDefault("nonce", List.of(""))
                            .getFirst();
                    answer(
                            context,
                            200,
                            platform.bootstrap(
                                    nonce, time.get(), heartbeatMillis, servers.isEmpty() ? List.of(url()) : servers),
                            null);
                }
                case "/scu/v1/challenges" ->
                    answer(
                            context,
                            201,
                            DeviceJson.object().put("nonce", "bm9uY2U").put("expires_in_ms", 60_000),
                            null);
                case "/scu/v1/devices:register" -> register(context, request);
                default -> context.fireChannelRead(request.retain());
            }
        }

        private void register(ChannelHandlerContext context, FullHttpRequest request) {
            registrations.incrementAndGet();
            JsonNode body =
                    DeviceJson.MAPPER.readTree(request.content().toString(java.nio.charset.StandardCharsets.UTF_8));
            lastRegistration = body;
            if (registerStatus / 100 != 2) {
                answer(
                        context,
                        registerStatus,
                        DeviceJson.object().put("code", registerProblem).put("status", registerStatus),
                        null);
                return;
            }
            String text = DeviceProofs.registration(
                    FakePlatform.ORIGIN,
                    body.path("nonce").asString(),
                    body.path("boot_id").asString(),
                    body.path("serial").asString(),
                    body.path("kind").asString(),
                    body.path("firmware").asString(),
                    body.path("model").asString(),
                    body.path("label_verifier").asString(),
                    body.path("media").path("rtsp_url").asString());
            var leaf = Pem.certificate(body.path("certificate_chain_pem").get(0).asString());
            if (!DeviceIdentity.verify(
                    leaf.getPublicKey(), text, body.path("signature").asString())) {
                answer(context, 403, DeviceJson.object().put("code", "device-proof-invalid"), null);
                return;
            }
            String flow = request.headers().get("Vedette-Flow");
            ObjectNode answer = DeviceJson.object()
                    .put("device_id", "dev_" + "0".repeat(26))
                    .put("channel_url", "wss://127.0.0.1:" + port() + "/scu/v1/channel")
                    .put("heartbeat_ms", heartbeatMillis)
                    .put("expires_in_ms", 3_600_000)
                    .put("server_time", DeviceJson.time(time.get()));
            answer(
                    context,
                    registerStatus,
                    answer,
                    flow == null ? null : flow.replace("step=S1", "step=S4") + "; cause=evt_" + "1".repeat(26));
        }

        private void answer(ChannelHandlerContext context, int status, ObjectNode body, @Nullable String flow) {
            byte[] bytes = DeviceJson.MAPPER.writeValueAsBytes(body);
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status), Unpooled.wrappedBuffer(bytes));
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                    .set(HttpHeaderNames.CONTENT_LENGTH, bytes.length);
            if (flow != null) {
                response.headers().set("Vedette-Flow", flow);
            }
            context.writeAndFlush(response);
        }
    }

    private final class ChannelHandler extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
            if (event instanceof WebSocketServerProtocolHandler.HandshakeComplete) {
                ObjectNode challenge = DeviceJson.object()
                        .put("jsonrpc", "2.0")
                        .put("id", "challenge-" + callIds.incrementAndGet())
                        .put("method", "channel.challenge");
                challenge
                        .putObject("params")
                        .put("nonce", "Y2hhbGxlbmdl")
                        .put("scu", "1")
                        .put("scu_boot", boot)
                        .put("server_time", DeviceJson.time(time.get()));
                context.writeAndFlush(new TextWebSocketFrame(challenge.toString()));
            }
            super.userEventTriggered(context, event);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame text) {
            JsonNode frame = DeviceJson.MAPPER.readTree(text.text());
            String id = frame.path("id").asString("");
            if (frame.has("method")) {
                String method = frame.path("method").asString();
                // Asked first: the test may change it as soon as it sees the request.
                boolean unanswered = silent.contains(method);
                received.add(frame);
                if (unanswered) {
                    return;
                }
                ObjectNode result = methods.getOrDefault(method, params -> DeviceJson.object())
                        .apply(frame.path("params"));
                ObjectNode answer = DeviceJson.object().put("jsonrpc", "2.0").put("id", id);
                answer.set("result", result);
                context.writeAndFlush(new TextWebSocketFrame(answer.toString()));
            } else if (id.startsWith("challenge-")) {
                proved(context, frame.path("result"));
            } else if (calls.containsKey(id)) {
                calls.remove(id).complete(frame.has("error") ? frame : frame.path("result"));
            }
        }

        private void proved(ChannelHandlerContext context, JsonNode result) {
            JsonNode registration = lastRegistration;
            boolean valid = registration != null
                    && DeviceIdentity.verify(
                            Pem.certificate(registration
                                            .path("certificate_chain_pem")
                                            .get(0)
                                            .asString())
                                    .getPublicKey(),
                            DeviceProofs.channel(
                                    FakePlatform.ORIGIN,
                                    "Y2hhbGxlbmdl",
                                    result.path("boot_id").asString(),
                                    result.path("device_id").asString()),
                            result.path("signature").asString());
            if (!valid) {
                context.writeAndFlush(new CloseWebSocketFrame(4403, "proof invalid"));
                return;
            }
            channels.add(context.channel());
            channelsReady.incrementAndGet();
            ObjectNode ready = DeviceJson.object()
                    .put("jsonrpc", "2.0")
                    .put("id", "ready-" + callIds.incrementAndGet())
                    .put("method", "channel.ready");
            ObjectNode params = ready.putObject("params")
                    .put("heartbeat_ms", heartbeatMillis)
                    .put("epoch", 1)
                    .put("server_time", DeviceJson.time(time.get()))
                    .put("protocol_version", 1)
                    .put("auth_nonce", "YXV0aA");
            stun.forEach(params.putArray("stun")::add);
            context.writeAndFlush(new TextWebSocketFrame(ready.toString()));
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            channels.remove(context.channel());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}

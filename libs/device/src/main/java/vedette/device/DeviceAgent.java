package vedette.device;

import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import vedette.contracts.ps.DeviceProofs;

/**
 * The whole life of a device towards the platform: signed bootstrap, registration at a server of its random order (H.626.4 §8.1), control channel,
 * heartbeat; and after any break the way back, with growing, jittered waits. Public methods may be called from any thread; all decisions run on
 * the injected scheduler.
 */
public final class DeviceAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceAgent.class);
    /** Connection attempts at one server before the next one of the list gets its turn. */
    private static final int ATTEMPTS_PER_NODE_MAX = 2;
    /** Refusals that another server would repeat: waiting is all that a device can do. */
    private static final Set<String> FINAL_REFUSALS = Set.of(
            "device-proof-invalid",
            "vendor-unknown",
            "device-disabled",
            "serial-has-other-key",
            "bootstrap-pin-wrong",
            "bootstrap-signature-wrong",
            "protocol-unsupported",
            "device-file-invalid");

    private static final int BOOT_ID_BYTES = 16;
    private static final int AUTHORITIES_MAX = 16;

    private final DeviceIdentity identity;
    private final AgentConfig config;
    private final AgentScheduler scheduler;
    private final DeviceClock clock;
    private final SecureRandom random;
    private final ControlChannel channel;
    private final FlowReporter flows;
    private final Heartbeat heartbeat;
    private final BootstrapClient bootstrapClient;
    private final RegistrationClient registrationClient;
    private final BackOff backOff;
    private final List<AgentListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<JsonNode>> readyListeners = new CopyOnWriteArrayList<>();
    private final String bootId;

    private volatile AgentStatus status = new AgentStatus(AgentStatus.Phase.STOPPED, null, null, "not started");
    private boolean started;
    private boolean closed;
    private volatile @Nullable Bootstrap bootstrap;
    private @Nullable NodeSelector nodes;
    private int attempts;
    private AgentScheduler.@Nullable Timer renewal;

    public DeviceAgent(
            DeviceIdentity identity,
            AgentConfig config,
            DeviceTransport transport,
            AgentScheduler scheduler,
            DeviceClock clock,
            SecureRandom random) {
        this.identity = identity;
        this.config = config;
        this.scheduler = scheduler;
        this.clock = clock;
        this.random = random;
        byte[] boot = new byte[BOOT_ID_BYTES];
        random.nextBytes(boot);
        bootId = Base64.getUrlEncoder().withoutPadding().encodeToString(boot);
        this.channel = new ControlChannel(identity, bootId, scheduler, transport);
        this.flows =
                new FlowReporter(scheduler, clock, (params, limit) -> requestUntilDone("flow.report", params, limit));
        this.heartbeat = new Heartbeat(scheduler, clock, channel, config.sessions());
        this.bootstrapClient = new BootstrapClient(identity.file(), config.region(), transport, clock, random);
        this.registrationClient = new RegistrationClient(identity, bootId, config, transport, flows);
        this.backOff = new BackOff(random);
        channel.handle("clock.sync", this::onClockSync);
        channel.handle("config.set", this::onConfigSet);
    }

    /** Begins with the bootstrap; a second call does nothing. */
    public void start() {
        scheduler.execute(() -> {
            if (!started && !closed) {
                started = true;
                fetchBootstrap();
            }
        });
    }

    /** Closes the channel and fails what waits. The platform sees the device go offline after its missed heartbeats. */
    @Override
    public void close() {
        scheduler.execute(() -> {
            closed = true;
            heartbeat.stop();
            cancelRenewal();
            channel.close();
            become(AgentStatus.Phase.STOPPED, status.scu(), "closed");
        });
    }

    public AgentStatus status() {
        return status;
    }

    public DeviceIdentity identity() {
        return identity;
    }

    public DeviceClock clock() {
        return clock;
    }

    public FlowReporter flows() {
        return flows;
    }

    /**
     * How this device judges the TLS of media servers: authorities of the signed bootstrap, those given here, and the public ones.
     *
     * @param pem further authorities, each a certificate in PEM
     * @throws DeviceException if one is malformed
     */
    public TlsTrust.Authorities mediaTrust(List<String> pem) {
        List<X509Certificate> authorities = new ArrayList<>();
        Bootstrap known = bootstrap;
        if (known != null) {
            authorities.addAll(known.tlsAuthorities());
        }
        pem.stream().limit(AUTHORITIES_MAX).map(Pem::certificate).forEach(authorities::add);
        return new TlsTrust.Authorities(authorities, clock).withPublicOnes();
    }

    public void addListener(AgentListener listener) {
        listeners.add(listener);
    }

    /** Hears the parameters of each {@code channel.ready}, on the scheduler. */
    public void addReadyListener(Consumer<JsonNode> listener) {
        readyListeners.add(listener);
    }

    /**
     * Signs this device's addresses (H.626.4 §8.3 S3).
     *
     * @param natAddr null if no STUN server answered
     */
    String signAddresses(
            String nonce, List<String> localAddrs, @Nullable String natAddr, String mapping, String filtering) {
        Bootstrap known = bootstrap;
        String origin = known == null ? "" : known.platformOrigin();
        return identity.sign(DeviceProofs.address(origin, nonce, bootId, localAddrs, natAddr, mapping, filtering));
    }

    /** Serves a method that the SCU calls; register before {@link #start}. */
    public void handle(String method, RequestHandler handler) {
        channel.handle(method, handler);
    }

    /**
     * Calls the SCU. Without a channel the request waits for the next one, at most {@code timeout}.
     *
     * @return completes on the scheduler with the result, or with {@link RpcException}
     */
    public CompletionStage<JsonNode> request(String method, JsonNode params, Duration timeout) {
        return channel.request(method, params, timeout);
    }

    /**
     * Calls the SCU as {@link #request}, and again, ever more rarely, while it answers "try later" (as when the CMU is away), at most for
     * {@code limit}. For reports that must not get lost.
     */
    public CompletionStage<JsonNode> requestUntilDone(String method, JsonNode params, Duration limit) {
        return requestUntilDone(method, params, scheduler.nanoTime() + limit.toNanos(), new BackOff(random));
    }

    private CompletionStage<JsonNode> requestUntilDone(
            String method, JsonNode params, long deadlineNanos, BackOff waits) {
        Duration left = Duration.ofNanos(Math.max(0, deadlineNanos - scheduler.nanoTime()));
        return channel.request(method, params, left).exceptionallyCompose(failure -> {
            boolean later = Failures.cause(failure) instanceof RpcException known
                    && known.error().code() == RpcError.TRY_LATER;
            Duration pause = waits.next();
            if (!later || pause.compareTo(left) >= 0) {
                return CompletableFuture.failedFuture(failure);
            }
            CompletableFuture<Void> waited = new CompletableFuture<>();
            scheduler.schedule(pause, () -> waited.complete(null));
            return waited.thenCompose(_ -> requestUntilDone(method, params, deadlineNanos, waits));
        });
    }

    private void fetchBootstrap() {
        become(
                AgentStatus.Phase.BOOTSTRAPPING,
                null,
                "asking " + identity.file().bootstrapUrls().getFirst());
        bootstrapClient.fetch().whenComplete(whileOpen((fetched, failure) -> {
            if (failure != null || fetched == null) {
                waitAndRestart(failure);
                return;
            }
            bootstrap = fetched;
            heartbeat.setPeriodMillis(fetched.heartbeatMillis());
            backOff.limit(fetched.heartbeatMillis());
            nodes = new NodeSelector(fetched.nodes(), "register", random);
            tryNextNode(
                    fetched, new DeviceException("no-servers", "The bootstrap lists no server for the task register"));
        }));
    }

    /** @param failure why the last server was left, reported if there is no next one */
    private void tryNextNode(Bootstrap from, @Nullable Throwable failure) {
        Bootstrap.Node node = nodes == null ? null : nodes.next().orElse(null);
        if (node == null) {
            waitAndRestart(failure);
            return;
        }
        attempts = 0;
        become(AgentStatus.Phase.REGISTERING, node.scu(), "registering at " + node.url());
        registrationClient
                .register(node, from.platformOrigin(), trust(from))
                .whenComplete(whileOpen((registration, refusal) -> {
                    if (registration != null) {
                        renewBefore(node, from, registration);
                        connect(node, from, registration);
                    } else if (isFinal(refusal)) {
                        waitAndRestart(refusal);
                    } else {
                        LOG.info("{}: server {} failed: {}", identity.serial(), node.url(), Failures.message(refusal));
                        tryNextNode(from, refusal);
                    }
                }));
    }

    private void connect(Bootstrap.Node node, Bootstrap from, Registration registration) {
        attempts++;
        status = new AgentStatus(AgentStatus.Phase.CONNECTING, registration.deviceId(), node.scu(), "");
        become(AgentStatus.Phase.CONNECTING, node.scu(), "opening the control channel");
        channel.open(registration, from.platformOrigin(), trust(from), new ControlChannel.Listener() {
            @Override
            public void ready(JsonNode params) {
                attempts = 0;
                backOff.reset();
                if (params.path("server_time").isString()) {
                    clock.correct(DeviceJson.time(params, "server_time"), BootstrapClient.CLOCK_TOLERANCE);
                }
                heartbeat.setPeriodMillis(params.path("heartbeat_ms").asLong(registration.heartbeatMillis()));
                become(AgentStatus.Phase.READY, node.scu(), "online");
                heartbeat.start();
                readyListeners.forEach(listener -> listener.accept(params));
            }

            @Override
            public void closed(int code, String reason) {
                heartbeat.stop();
                channelClosed(node, from, registration, code, reason);
            }
        });
    }

    private void channelClosed(
            Bootstrap.Node node, Bootstrap from, Registration registration, int code, String reason) {
        DeviceException why = new DeviceException(
                "channel-closed", "The control channel to " + node.url() + " closed: " + code + " " + reason);
        if (code == ControlChannel.CLOSE_REFUSED || code == ControlChannel.CLOSE_REPLACED) {
            // Refused: the registration is no longer valid. Replaced: the same key is online elsewhere; do not fight at
            // full speed.
            waitAndRestart(why);
        } else if (attempts >= ATTEMPTS_PER_NODE_MAX) {
            cancelRenewal();
            tryNextNode(from, why);
        } else {
            Duration pause = backOff.next();
            become(AgentStatus.Phase.WAITING, node.scu(), why.getMessage() + "; again in " + pause.toMillis() + " ms");
            scheduler.schedule(pause, whileOpen(() -> connect(node, from, registration)));
        }
    }

    private void waitAndRestart(@Nullable Throwable failure) {
        cancelRenewal();
        boolean refused = isFinal(failure);
        Duration pause = refused ? backOff.max() : backOff.next();
        String reason = failure == null ? "no answer" : Failures.message(failure);
        become(
                refused ? AgentStatus.Phase.REFUSED : AgentStatus.Phase.WAITING,
                null,
                reason + "; again in " + pause.toMillis() + " ms");
        scheduler.schedule(pause, whileOpen(this::fetchBootstrap));
    }

    private static boolean isFinal(@Nullable Throwable failure) {
        return failure != null
                && Failures.cause(failure) instanceof DeviceException known
                && FINAL_REFUSALS.contains(known.code());
    }

    /** Renews the registration in its last fifth, beside the running channel. */
    private void renewBefore(Bootstrap.Node node, Bootstrap from, Registration registration) {
        cancelRenewal();
        renewal = scheduler.schedule(
                Duration.ofMillis(registration.expiresInMillis() / 5 * 4),
                whileOpen(() -> registrationClient
                        .register(node, from.platformOrigin(), trust(from))
                        .whenComplete(whileOpen((renewed, failure) -> {
                            if (renewed != null) {
                                renewBefore(node, from, renewed);
                            } else {
                                LOG.warn(
                                        "{}: renewal of the registration failed: {}",
                                        identity.serial(),
                                        Failures.message(failure));
                            }
                        }))));
    }

    private void cancelRenewal() {
        if (renewal != null) {
            renewal.cancel();
            renewal = null;
        }
    }

    private TlsTrust trust(Bootstrap from) {
        return new TlsTrust.Authorities(from.tlsAuthorities(), clock);
    }

    private CompletionStage<JsonNode> onClockSync(JsonNode params) {
        clock.correct(DeviceJson.time(params, "server_time"), DeviceClock.STEP_THRESHOLD);
        return CompletableFuture.completedFuture(DeviceJson.object().put("device_time", DeviceJson.time(clock.now())));
    }

    private CompletionStage<JsonNode> onConfigSet(JsonNode params) {
        heartbeat.setPeriodMillis(params.path("heartbeat_ms").asLong(0));
        if (status.isReady()) {
            heartbeat.start();
        }
        return CompletableFuture.completedFuture(DeviceJson.object());
    }

    private void become(AgentStatus.Phase phase, @Nullable String scu, String detail) {
        status = new AgentStatus(phase, status.deviceId(), scu, detail);
        LOG.info("{}: {} {}", identity.serial(), phase, detail);
        for (AgentListener listener : listeners) {
            listener.changed(status);
        }
    }

    private Runnable whileOpen(Runnable task) {
        return () -> {
            if (!closed) {
                task.run();
            }
        };
    }

    private <T> BiConsumer<@Nullable T, @Nullable Throwable> whileOpen(
            BiConsumer<@Nullable T, @Nullable Throwable> task) {
        return (value, failure) -> {
            if (!closed) {
                task.accept(value, failure);
            }
        };
    }
}

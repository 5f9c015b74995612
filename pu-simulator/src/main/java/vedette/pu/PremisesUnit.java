package vedette.pu;

import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.device.ChannelInfo;
import vedette.contracts.device.DeviceCapabilities;
import vedette.device.AgentConfig;
import vedette.device.AgentListener;
import vedette.device.AgentScheduler;
import vedette.device.AgentStatus;
import vedette.device.DatagramNetwork;
import vedette.device.DeviceAgent;
import vedette.device.DeviceFile;
import vedette.device.DeviceIdentity;
import vedette.device.DeviceJson;
import vedette.device.NetworkTraversal;
import vedette.device.netty.DeviceLoop;
import vedette.pu.media.MediaSource;
import vedette.pu.media.SourceInfo;
import vedette.pu.netty.ReverseRtsp;
import vedette.pu.netty.RtspListener;
import vedette.pu.session.RelayUplinks;
import vedette.pu.session.RtspSessions;
import vedette.pu.session.SessionInfo;
import vedette.pu.session.Sessions;
import vedette.pu.session.WebRtcSessions;
import vedette.rtsp.netty.RtspServer;

/**
 * A running camera: registers, keeps its control channel, and serves its own picture to viewers whom the platform vouches for. Thread-safe.
 */
public final class PremisesUnit implements AutoCloseable {
    /** Direct media, no storage of its own. */
    private static final int LEVEL = 3;

    private static final Duration CAPABILITIES_CHECK = Duration.ofSeconds(3);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

    private final DeviceAgent agent;
    private final Sessions sessions;
    private final List<Runnable> closers;
    private final MediaSource source;
    private final RtspServer rtsp;
    private final String rtspBase;
    private volatile boolean closed;
    private final CompletableFuture<AgentStatus> ready = new CompletableFuture<>();

    private PremisesUnit(
            DeviceAgent agent,
            Sessions sessions,
            List<Runnable> closers,
            MediaSource source,
            RtspServer rtsp,
            String rtspBase) {
        this.agent = agent;
        this.sessions = sessions;
        this.closers = closers;
        this.source = source;
        this.rtsp = rtsp;
        this.rtspBase = rtspBase;
    }

    /**
     * Starts a unit. Returns at once; {@link #awaitReady} or a listener tells when the platform has accepted it.
     *
     * @param source closed together with the unit
     * @throws vedette.device.DeviceException if the device file cannot be used
     * @throws java.io.UncheckedIOException if the RTSP port is taken
     */
    public static PremisesUnit start(PuRuntime runtime, DeviceFile device, MediaSource source, PuOptions options) {
        DeviceLoop loop = runtime.loops().next();
        AgentScheduler scheduler = loop.scheduler();
        DeviceIdentity identity = DeviceIdentity.of(device);
        // The agent asks for these two only after start(), when both are set.
        AtomicReference<@Nullable Sessions> sessions = new AtomicReference<>();
        AtomicReference<String> rtspBase = new AtomicReference<>("");
        AgentConfig config = new AgentConfig(
                options.firmware(),
                LEVEL,
                () -> capabilities(source.info()),
                rtspBase::get,
                () -> count(sessions.get()),
                options.region().orElse(null));
        DeviceAgent agent =
                new DeviceAgent(identity, config, loop.transport(), scheduler, options.clock(), new SecureRandom());
        Sessions running = new Sessions(agent, scheduler, runtime.workers(), options.viewersMax());
        sessions.set(running);
        AtomicInteger rtspPort = new AtomicInteger(options.rtspPort());
        DatagramNetwork network = new DatagramNetwork(
                runtime.workers(), options.rtspBind().isLoopbackAddress() ? null : options.rtspBind());
        NetworkTraversal traversal = new NetworkTraversal(
                agent,
                scheduler,
                network,
                () -> DatagramNetwork.localAddresses(options.rtspBind(), rtspPort.get()));
        new WebRtcSessions(
                agent, scheduler, runtime.workers(), source, runtime.peers(), running, traversal::isUdpBlocked);
        RelayUplinks uplinks = new RelayUplinks(
                agent, scheduler, runtime.workers(), source, new ReverseRtsp(runtime.loops()));
        RtspServer rtsp = RtspListener.start(
                runtime.loops(),
                new InetSocketAddress(options.rtspBind(), options.rtspPort()),
                new RtspSessions(agent, scheduler, runtime.workers(), source, running));
        rtspPort.set(rtsp.port());
        rtspBase.set("rtsp://" + host(options.rtspHost()) + ":" + rtsp.port());
        PremisesUnit unit = new PremisesUnit(
                agent, running, List.of(uplinks::close, traversal::close, network::close), source, rtsp, rtspBase.get());
        agent.addListener(status -> {
            if (status.isReady()) {
                unit.ready.complete(status);
            }
        });
        agent.start();
        runtime.warmUp(source);
        scheduler.schedule(CAPABILITIES_CHECK, () -> unit.watchCapabilities(scheduler, capabilities(source.info())));
        return unit;
    }

    /** An RTSP camera shows its real size only once it was reached; the platform hears of each change. */
    private void watchCapabilities(AgentScheduler scheduler, DeviceCapabilities told) {
        if (closed) {
            return;
        }
        DeviceCapabilities current = capabilities(source.info());
        boolean tell = !current.equals(told) && agent.status().isReady();
        if (tell) {
            ObjectNode params = DeviceJson.object();
            params.set("capabilities", DeviceJson.MAPPER.valueToTree(current));
            agent.request("device.capabilities", params, REQUEST_TIMEOUT);
        }
        scheduler.schedule(CAPABILITIES_CHECK, () -> watchCapabilities(scheduler, tell ? current : told));
    }

    private static int count(@Nullable Sessions sessions) {
        return sessions == null ? 0 : sessions.count();
    }

    private static String host(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    private static DeviceCapabilities capabilities(SourceInfo info) {
        List<vedette.contracts.device.StreamInfo> streams = info.streams().stream()
                .map(stream -> new vedette.contracts.device.StreamInfo(
                        stream.name(), stream.width(), stream.height(), stream.fps(), stream.kbps()))
                .toList();
        return new DeviceCapabilities(
                List.of(new ChannelInfo(1, streams, info.audioCodec(), info.adaptable(), info.reordersFrames())));
    }

    /** Where the unit is in its life. */
    public AgentStatus state() {
        return agent.status();
    }

    /** Hears each change of {@link #state}, on the unit's loop; must not block. */
    public void addListener(AgentListener listener) {
        agent.addListener(listener);
    }

    /** Completes when the platform has accepted the control channel for the first time. */
    public CompletionStage<AgentStatus> whenReady() {
        return ready.minimalCompletionStage();
    }

    /** Waits for {@link #whenReady}; false if it did not happen in time. */
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        try {
            ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Nobody completes this future with a failure", e);
        }
    }

    /** The id that the platform gave, once registered. */
    public Optional<String> deviceId() {
        return Optional.ofNullable(agent.status().deviceId());
    }

    public DeviceIdentity identity() {
        return agent.identity();
    }

    /** The unit's main stream without credentials, once registered. */
    public Optional<URI> rtspUrl() {
        return deviceId().map(id -> URI.create(rtspBase + "/live/" + id + "/1/main"));
    }

    public List<SessionInfo> sessions() {
        return sessions.list();
    }

    /** Presses the button on the housing: evidence of possession when the unit is bound again. */
    public CompletionStage<Void> pressButton() {
        return agent.request("device.button", DeviceJson.object(), REQUEST_TIMEOUT)
                .thenApply(_ -> null);
    }

    /** Ends all sessions, closes the channel and the source. */
    @Override
    public void close() {
        closed = true;
        sessions.close();
        closers.forEach(Runnable::run);
        rtsp.close();
        agent.close();
        source.close();
    }
}

package vedette.pu;

import io.netty.channel.EventLoop;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import vedette.contracts.device.ChannelInfo;
import vedette.contracts.device.DeviceCapabilities;
import vedette.device.AgentConfig;
import vedette.device.AgentListener;
import vedette.device.AgentStatus;
import vedette.device.DeviceAgent;
import vedette.device.DeviceFile;
import vedette.device.DeviceIdentity;
import vedette.device.DeviceJson;
import vedette.device.netty.EventLoopScheduler;
import vedette.device.netty.NettyTransport;
import vedette.pu.media.MediaSource;
import vedette.pu.media.SourceInfo;
import vedette.pu.session.SessionInfo;
import vedette.pu.session.Sessions;
import vedette.pu.session.WebRtcSessions;

/**
 * A running camera: registers, keeps its control channel, and serves its own picture to viewers whom the platform vouches for. Thread-safe.
 */
public final class PremisesUnit implements AutoCloseable {
    /** Direct media, no storage of its own. */
    private static final int LEVEL = 3;
    private static final Duration BUTTON_TIMEOUT = Duration.ofSeconds(10);

    private final DeviceAgent agent;
    private final Sessions sessions;
    private final MediaSource source;
    private final CompletableFuture<AgentStatus> ready = new CompletableFuture<>();

    private PremisesUnit(DeviceAgent agent, Sessions sessions, MediaSource source) {
        this.agent = agent;
        this.sessions = sessions;
        this.source = source;
    }

    /**
     * Starts a unit. Returns at once; {@link #awaitReady} or a listener tells when the platform has accepted it.
     *
     * @param source closed together with the unit
     * @throws vedette.device.DeviceException if the device file cannot be used
     */
    public static PremisesUnit start(PuRuntime runtime, DeviceFile device, MediaSource source, PuOptions options) {
        EventLoop loop = runtime.loops().next();
        EventLoopScheduler scheduler = new EventLoopScheduler(loop);
        DeviceIdentity identity = DeviceIdentity.of(device);
        Sessions[] sessions = new Sessions[1];
        AgentConfig config = new AgentConfig(
                options.firmware(),
                LEVEL,
                () -> capabilities(source.info()),
                () -> "rtsp://" + options.rtspHost() + ":" + options.rtspPort(),
                () -> sessions[0].count(),
                options.region().orElse(null));
        DeviceAgent agent = new DeviceAgent(identity, config, new NettyTransport(loop), scheduler, options.clock(), new SecureRandom());
        sessions[0] = new Sessions(agent, scheduler, runtime.workers(), options.viewersMax());
        new WebRtcSessions(agent, scheduler, runtime.workers(), source, runtime.peers(), sessions[0]);
        PremisesUnit unit = new PremisesUnit(agent, sessions[0], source);
        agent.addListener(status -> {
            if (status.isReady()) {
                unit.ready.complete(status);
            }
        });
        agent.start();
        return unit;
    }

    private static DeviceCapabilities capabilities(SourceInfo info) {
        List<vedette.contracts.device.StreamInfo> streams = info.streams().stream()
                .map(stream -> new vedette.contracts.device.StreamInfo(stream.name(), stream.width(), stream.height(), stream.fps(), stream.kbps()))
                .toList();
        return new DeviceCapabilities(List.of(new ChannelInfo(1, streams, info.audioCodec(), info.adaptable(), info.reordersFrames())));
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
        } catch (java.util.concurrent.TimeoutException e) {
            return false;
        } catch (java.util.concurrent.ExecutionException e) {
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
        return Optional.empty();
    }

    public List<SessionInfo> sessions() {
        return sessions.list();
    }

    /** Presses the button on the housing: evidence of possession when the unit is bound again. */
    public CompletionStage<Void> pressButton() {
        return agent.request("device.button", DeviceJson.object(), BUTTON_TIMEOUT).thenApply(_ -> null);
    }

    /** Ends all sessions, closes the channel and the source. */
    @Override
    public void close() {
        sessions.close();
        agent.close();
        source.close();
    }
}

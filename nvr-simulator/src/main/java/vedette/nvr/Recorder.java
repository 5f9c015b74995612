package vedette.nvr;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import vedette.contracts.device.ChannelInfo;
import vedette.contracts.device.DeviceCapabilities;
import vedette.contracts.device.StreamInfo;
import vedette.device.AgentConfig;
import vedette.device.AgentListener;
import vedette.device.AgentStatus;
import vedette.device.DeviceAgent;
import vedette.device.DeviceClock;
import vedette.device.DeviceException;
import vedette.device.DeviceFile;
import vedette.device.DeviceIdentity;
import vedette.device.RpcException;
import vedette.nvr.netty.RecorderLoop;

/**
 * A running recorder: registers with its channels and stays online (H.626.4 §8.1). It serves no media and refuses offers in
 * words. Thread-safe.
 */
public final class Recorder implements AutoCloseable {
    /** Kind of a recorder in {@code device.json} and at registration. */
    public static final String KIND = "nvr";

    /** Most channels that the platform takes. */
    public static final int CHANNELS_MAX = 16;

    /** Level 1: control only. */
    private static final int LEVEL = 1;

    private static final String FIRMWARE = "1.0.0";
    /** The registration wants an address; a name that can never resolve (RFC 6761 §6.4) says that nothing is served. */
    private static final String NO_RTSP = "rtsp://no-media.invalid";

    private final RecorderLoop loop = new RecorderLoop();
    private final DeviceAgent agent;

    /**
     * A recorder of a device file; {@link #start} lets it run.
     *
     * @throws DeviceException {@code device-kind-wrong} if the file is not a recorder's
     */
    public Recorder(DeviceFile file, DeviceClock clock) {
        if (!KIND.equals(file.kind()) || file.channels() > CHANNELS_MAX) {
            loop.close();
            throw new DeviceException(
                    "device-kind-wrong",
                    "Expected a device file of kind nvr with 1 to " + CHANNELS_MAX + " channels, found kind " + file.kind()
                            + " with " + file.channels() + ". Make one with: nvr-simulator issue.");
        }
        DeviceCapabilities capabilities = capabilities(file.channels());
        AgentConfig config = new AgentConfig(FIRMWARE, LEVEL, () -> capabilities, () -> NO_RTSP, () -> 0, null);
        agent = loop.agent(DeviceIdentity.of(file), config, clock);
        agent.handle("media.offer", _ -> CompletableFuture.failedFuture(RpcException.refused(
                "media-not-served", "This recorder serves no media: it is at level 1, control only.")));
    }

    /** Begins with the bootstrap; returns at once. */
    public void start() {
        agent.start();
    }

    /** Where the recorder is in its life. */
    public AgentStatus status() {
        return agent.status();
    }

    /** Hears each change of {@link #status}, on the recorder's loop; must not block. */
    public void addListener(AgentListener listener) {
        agent.addListener(listener);
    }

    /** What a recorder with PAL cameras on its inputs would name; the platform wants at least one stream per channel. */
    private static DeviceCapabilities capabilities(int channels) {
        List<StreamInfo> streams = List.of(new StreamInfo("main", 704, 576, 25, 1024));
        return new DeviceCapabilities(IntStream.rangeClosed(1, channels)
                .mapToObj(channel -> new ChannelInfo(channel, streams, null, false, false))
                .toList());
    }

    @Override
    public void close() {
        agent.close();
        loop.close();
    }
}

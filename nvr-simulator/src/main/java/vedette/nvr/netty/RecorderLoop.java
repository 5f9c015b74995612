package vedette.nvr.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import vedette.device.AgentConfig;
import vedette.device.DeviceAgent;
import vedette.device.DeviceClock;
import vedette.device.DeviceIdentity;
import vedette.device.netty.EventLoopScheduler;
import vedette.device.netty.NettyTransport;

/** One thread for one recorder. Close the agents first. Thread-safe. */
public final class RecorderLoop implements AutoCloseable {
    private final MultiThreadIoEventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("nvr-loop", true), NioIoHandler.newFactory());

    /** An agent that lives on this loop, not yet started. */
    public DeviceAgent agent(DeviceIdentity identity, AgentConfig config, DeviceClock clock) {
        EventLoop loop = group.next();
        return new DeviceAgent(
                identity, config, new NettyTransport(loop), new EventLoopScheduler(loop), clock, new SecureRandom());
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}

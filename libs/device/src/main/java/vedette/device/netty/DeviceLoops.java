package vedette.device.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/** The event loops that the devices of one process share. Thread-safe; close it after the devices. */
public final class DeviceLoops implements AutoCloseable {
    private final EventLoopGroup group;

    /**
     * @param name prefix of the threads' names
     * @param threads number of loops; two serve hundreds of devices
     */
    public DeviceLoops(String name, int threads) {
        this.group = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    }

    /** The loop for one more device; all its decisions and sockets stay there. */
    public DeviceLoop next() {
        EventLoop loop = group.next();
        return new DeviceLoop(new EventLoopScheduler(loop), new NettyTransport(loop));
    }

    /** The loops themselves, for other sockets of the devices. */
    public EventLoopGroup group() {
        return group;
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS);
    }
}

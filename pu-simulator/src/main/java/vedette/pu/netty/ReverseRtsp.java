package vedette.pu.netty;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import vedette.device.TlsTrust;
import vedette.device.netty.DeviceLoops;
import vedette.device.netty.UpgradeDialer;
import vedette.pu.session.RelayDialer;
import vedette.rtsp.netty.RtspHandler;
import vedette.rtsp.netty.RtspServerChannel;
import vedette.rtsp.netty.ServerChannelSettings;
import vedette.rtsp.server.ServerConfig;

/** Reverse RTSP over {@code Upgrade: vedette-rtsp/1}. Thread-safe. */
public final class ReverseRtsp implements RelayDialer {
    /** Name in the Upgrade header. */
    public static final String PROTOCOL = "vedette-rtsp/1";

    private static final Duration DIAL_TIMEOUT = Duration.ofSeconds(8);
    /** The MTU says GET_PARAMETER every 15 s. */
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(45);

    private final UpgradeDialer dialer;

    public ReverseRtsp(DeviceLoops loops) {
        this.dialer = new UpgradeDialer(loops);
    }

    @Override
    public Runnable dial(URI url, String ticket, TlsTrust trust, RtspHandler handler, Consumer<String> onClosed) {
        ServerChannelSettings settings =
                ServerChannelSettings.of(ServerConfig.of("vedette").withSessionTimeout(SESSION_TIMEOUT));
        UpgradeDialer.Connection connection = dialer.dial(
                new UpgradeDialer.Call(url, PROTOCOL, ticket, trust, DIAL_TIMEOUT),
                () -> new RtspServerChannel(settings, handler),
                onClosed);
        return connection::close;
    }
}

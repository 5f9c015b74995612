package vedette.pu.session;

import java.net.URI;
import java.util.function.Consumer;
import vedette.device.TlsTrust;
import vedette.rtsp.netty.RtspHandler;

/** Opens reverse RTSP connections: dialled by this unit, which is the RTSP server on them. */
@FunctionalInterface
public interface RelayDialer {
    /**
     * Dials; returns at once.
     *
     * @param ticket shown to the media server; never logged
     * @param onClosed told exactly once why the connection ended or never came to be
     * @return closes the connection
     */
    Runnable dial(URI url, String ticket, TlsTrust trust, RtspHandler handler, Consumer<String> onClosed);
}

package vedette.platform.internal;

import org.apache.catalina.connector.Connector;
import org.jspecify.annotations.Nullable;

/** The port of the internal face as it really is, also when a free one was asked for. Thread-safe. */
public final class FacePorts {
    private volatile @Nullable Connector internal;

    void internal(Connector connector) {
        this.internal = connector;
    }

    /** Port of the internal face, or -1 before the server has started. */
    public int internal() {
        Connector connector = internal;
        return connector == null ? -1 : connector.getLocalPort();
    }

    boolean isInternal(int localPort) {
        return localPort == internal();
    }
}

package vedette.scu.channel;

/** One open WebSocket of a known device, as the rest of the SCU sees it. Methods never block and may be called from any thread. */
public interface DeviceConnection {
    /** Sends a text frame; a peer that does not read is closed by the connection itself. */
    void send(String frame);

    /** Closes with a code of {@link vedette.contracts.ps.CloseCodes}. */
    void close(int code, String reason);

    /** The device's address as seen here, without port. */
    String peerAddress();
}

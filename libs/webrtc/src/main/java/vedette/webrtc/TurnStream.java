package vedette.webrtc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TURN server over TCP or TLS in the shape that ice4j can use: a UDP port on this host, joined to one connection to the server
 * (ice4j's own TURN over TCP yields no candidate and no error). What comes in faster than the connection takes it is lost, as
 * on any slow path. Two threads; thread-safe.
 */
final class TurnStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TurnStream.class);

    private static final int CONNECT_TIMEOUT_MILLIS = 5000;

    /** Bounds what waits in the kernel for a slow path, and so the delay of live media: a quarter of a second at 2 Mbit/s. */
    private static final int SEND_BUFFER_BYTES = 64 * 1024;

    /** Holds a key frame while the connection is busy. */
    private static final int DATAGRAM_BUFFER_BYTES = 512 * 1024;

    private final InetSocketAddress client;
    private final DatagramSocket datagrams;
    private final Socket server;

    private TurnStream(InetSocketAddress client, DatagramSocket datagrams, Socket server) {
        this.client = client;
        this.datagrams = datagrams;
        this.server = server;
    }

    /**
     * Connects; blocks for seconds if the server does not answer.
     *
     * @param client ice4j's own UDP address, the only one that is served
     * @param tls null for plain TCP
     * @throws IOException if the server cannot be reached or does not prove its name
     */
    static TurnStream open(
            InetSocketAddress client, String host, int port, Optional<SSLSocketFactory> tls) throws IOException {
        DatagramSocket datagrams = new DatagramSocket(new InetSocketAddress(client.getAddress(), 0));
        Socket plain = new Socket();
        try {
            datagrams.setReceiveBufferSize(DATAGRAM_BUFFER_BYTES);
            plain.setTcpNoDelay(true);
            plain.setSendBufferSize(SEND_BUFFER_BYTES);
            plain.bind(new InetSocketAddress(client.getAddress(), 0));
            plain.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
            Socket server = tls.isPresent() ? secure(tls.get(), plain, host, port) : plain;
            TurnStream stream = new TurnStream(client, datagrams, server);
            Thread.ofVirtual().name("turn-stream-up").start(stream::pumpUp);
            Thread.ofVirtual().name("turn-stream-down").start(stream::pumpDown);
            return stream;
        } catch (IOException e) {
            plain.close();
            datagrams.close();
            throw e;
        }
    }

    private static Socket secure(SSLSocketFactory factory, Socket plain, String host, int port) throws IOException {
        if (!(factory.createSocket(plain, host, port, true) instanceof SSLSocket socket)) {
            throw new IOException("expected a TLS socket of the factory");
        }
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(CONNECT_TIMEOUT_MILLIS);
        socket.startHandshake();
        socket.setSoTimeout(0);
        return socket;
    }

    /** Where ice4j finds the server. */
    InetSocketAddress address() {
        return (InetSocketAddress) datagrams.getLocalSocketAddress();
    }

    private void pumpUp() {
        byte[] buffer = new byte[TurnFrames.MESSAGE_MAX + 1];
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            OutputStream out = server.getOutputStream();
            while (!datagrams.isClosed()) {
                packet.setLength(buffer.length);
                datagrams.receive(packet);
                if (!packet.getSocketAddress().equals(client)) {
                    continue; // Any process of this host could write here.
                }
                Optional<byte[]> frame = TurnFrames.toStream(buffer, packet.getLength());
                if (frame.isPresent()) {
                    out.write(frame.get());
                }
            }
        } catch (IOException e) {
            broke(e);
        }
    }

    private void pumpDown() {
        try {
            InputStream in = new java.io.BufferedInputStream(server.getInputStream(), 16 * 1024);
            while (!datagrams.isClosed()) {
                byte[] message = TurnFrames.read(in);
                datagrams.send(new DatagramPacket(message, message.length, client));
            }
        } catch (IOException e) {
            broke(e);
        }
    }

    private void broke(IOException cause) {
        if (!datagrams.isClosed()) {
            LOG.atInfo().addKeyValue("reason", String.valueOf(cause.getMessage())).log("TURN connection lost");
        }
        close();
    }

    /** Closes both ends; the server then frees the allocation (RFC 8656 §7). */
    @Override
    public void close() {
        datagrams.close();
        try {
            server.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("TURN connection did not close cleanly");
        }
    }
}

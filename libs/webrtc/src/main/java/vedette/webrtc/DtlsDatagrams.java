package vedette.webrtc;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;

/** The datagrams of one DTLS association, taken out of the ICE socket's stream by their first byte (RFC 7983 §7). */
final class DtlsDatagrams implements DatagramTransport {
    /** Queue between socket and handshake; more is dropped, DTLS repeats it. */
    private static final int QUEUE_MAX = 64;

    /** Ethernet payload less IPv4 and UDP headers, bytes. */
    private static final int RECEIVE_LIMIT = 1472;

    /** Fits every path that RTP packets of this peer fit, bytes. */
    private static final int SEND_LIMIT = 1200;

    private final BlockingQueue<byte[]> incoming = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final Wire wire;
    private volatile boolean closed;

    /** Sends one datagram to the viewer; a failure is loss, which DTLS repairs by itself. */
    interface Wire {
        void send(byte[] data, int offset, int length);
    }

    DtlsDatagrams(Wire wire) {
        this.wire = wire;
    }

    /** Takes a datagram from the socket's thread; never blocks. */
    void offer(byte[] datagram) {
        incoming.offer(datagram);
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    /** Waits for a datagram; −1 means that the time is over, which is no error. */
    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        byte[] datagram;
        try {
            datagram = incoming.poll(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (closed) {
            throw new IOException("closed");
        }
        if (datagram == null) {
            return -1;
        }
        int copied = Math.min(length, datagram.length);
        System.arraycopy(datagram, 0, buffer, offset, copied);
        return copied;
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        wire.send(buffer, offset, length);
    }

    @Override
    public void close() {
        closed = true;
        incoming.offer(new byte[0]);
    }
}

package vedette.stun.client;

import java.net.InetSocketAddress;

/** What a client machine wants done. */
public sealed interface StunOutput<R> {
    /**
     * Send a datagram.
     *
     * @param destination where to
     * @param datagram the bytes; not changed any more
     */
    record Transmit<R>(InetSocketAddress destination, byte[] datagram) implements StunOutput<R> {}

    /** Come back with the next datagram, or when this time has come. */
    record WaitUntil<R>(long deadlineNanos) implements StunOutput<R> {}

    /** It is over. */
    record Done<R>(R result) implements StunOutput<R> {}
}

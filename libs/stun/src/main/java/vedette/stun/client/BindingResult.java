package vedette.stun.client;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import vedette.stun.StunError;

/** How a Binding transaction ended. */
public sealed interface BindingResult {
    /**
     * The server answered.
     *
     * @param mapped own address and port as the server saw it
     * @param other alternate address and port of the server (RFC 5780 §7.4), if it has one
     * @param origin where the answer came from by the server's word (RFC 5780 §7.3), if it says so
     */
    record Answered(InetSocketAddress mapped, @Nullable InetSocketAddress other, @Nullable InetSocketAddress origin) implements BindingResult {}

    /** The server refused. */
    record Refused(StunError error) implements BindingResult {}

    /** Nothing came. */
    record TimedOut() implements BindingResult {}
}

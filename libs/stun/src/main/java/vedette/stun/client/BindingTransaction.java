package vedette.stun.client;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import vedette.stun.Attr;
import vedette.stun.StunAttribute;
import vedette.stun.StunBuilder;
import vedette.stun.StunClass;
import vedette.stun.StunError;
import vedette.stun.StunMessage;
import vedette.stun.StunMethod;
import vedette.stun.StunParseException;
import vedette.stun.TransactionId;

/**
 * One Binding request over UDP with its retransmissions (RFC 8489 §6). Call {@link #poll} until it asks to wait or is done, then {@link
 * #received} or {@link #timePassed}, and poll again. Not thread-safe.
 */
public final class BindingTransaction {
    /** What a Binding request of discovery asks besides (RFC 5780 §7.2). */
    public enum Change {
        NOTHING(0),
        PORT(2),
        ADDRESS_AND_PORT(6);

        private final int flags;

        Change(int flags) {
            this.flags = flags;
        }
    }

    private static final int FLOW_ID_BYTES_MAX = 128;

    private final InetSocketAddress server;
    private final StunTiming timing;
    private final TransactionId id;
    private final byte[] request;
    private final Queue<StunOutput<BindingResult>> out = new ArrayDeque<>();
    private int sent;
    private long deadline;
    private @Nullable BindingResult result;

    /**
     * @param server resolved address
     * @param id fresh
     * @param flowId carried as VEDETTE-FLOW; null = none
     */
    public BindingTransaction(
            InetSocketAddress server, StunTiming timing, TransactionId id, Change change, @Nullable String flowId, long nowNanos) {
        this.server = server;
        this.timing = timing;
        this.id = id;
        StunBuilder builder = StunBuilder.request(StunMethod.BINDING, id);
        if (change != Change.NOTHING) {
            builder.uint32(Attr.CHANGE_REQUEST, change.flags);
        }
        if (flowId != null) {
            if (flowId.length() > FLOW_ID_BYTES_MAX) {
                throw new IllegalArgumentException("Expected a flow id of at most " + FLOW_ID_BYTES_MAX + " characters");
            }
            builder.text(Attr.VEDETTE_FLOW, flowId);
        }
        this.request = builder.fingerprint().build();
        send(nowNanos);
    }

    private void send(long nowNanos) {
        sent++;
        deadline = nowNanos + timing.waitNanos(sent);
        out.add(new StunOutput.Transmit<>(server, request));
    }

    /** A datagram came from anywhere: with a changed address the answer comes from elsewhere; the transaction id ties it. */
    public void received(ByteBuffer datagram) {
        if (result != null || !StunMessage.looksLikeStun(datagram)) {
            return;
        }
        try {
            StunMessage message = StunMessage.parse(datagram);
            if (!message.id().equals(id) || message.method() != StunMethod.BINDING) {
                return;
            }
            if (message.kind() == StunClass.SUCCESS) {
                answered(message);
            } else if (message.kind() == StunClass.ERROR) {
                StunAttribute error = message.first(Attr.ERROR_CODE);
                result = new BindingResult.Refused(error == null ? StunError.SERVER_ERROR : error.error());
            }
        } catch (StunParseException junk) {
            // Not an answer to this: a later one may be.
            return;
        }
    }

    private void answered(StunMessage message) throws StunParseException {
        StunAttribute xored = message.first(Attr.XOR_MAPPED_ADDRESS);
        StunAttribute plain = message.first(Attr.MAPPED_ADDRESS);
        if (xored == null && plain == null) {
            return;
        }
        StunAttribute other = message.first(Attr.OTHER_ADDRESS);
        StunAttribute origin = message.first(Attr.RESPONSE_ORIGIN);
        result = new BindingResult.Answered(
                xored != null ? xored.xorAddress() : java.util.Objects.requireNonNull(plain).address(),
                other == null ? null : other.address(),
                origin == null ? null : origin.address());
    }

    /** Time has passed, perhaps the deadline. */
    public void timePassed(long nowNanos) {
        if (result == null && nowNanos - deadline >= 0) {
            if (sent < timing.sends()) {
                send(nowNanos);
            } else {
                result = new BindingResult.TimedOut();
            }
        }
    }

    /** The result, null before the end. */
    @Nullable BindingResult result() {
        return result;
    }

    /** What to do next. */
    public StunOutput<BindingResult> poll() {
        BindingResult over = result;
        if (over != null) {
            return new StunOutput.Done<>(over);
        }
        StunOutput<BindingResult> next = out.poll();
        return next != null ? next : new StunOutput.WaitUntil<>(deadline);
    }
}

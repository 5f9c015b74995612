package vedette.scu.channel;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import vedette.contracts.Ids;
import vedette.contracts.ps.ChannelChallenge;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.ChannelProof;
import vedette.contracts.ps.ChannelReady;
import vedette.contracts.ps.CloseCodes;
import vedette.contracts.sc.ChannelAccepted;

/**
 * One connection of a device, from the WebSocket's opening to its end: challenge, proof, then frames within the rate that a device may
 * have. A machine without sockets, clocks and threads: after each {@link #handle}, drain {@link #poll()} until {@link Output.Idle} or
 * {@link Output.WaitUntil}. Single owner.
 */
public final class ChannelSession {
    /** From the opening to the proof, and from the proof to the CMU's answer. */
    public static final long HANDSHAKE_NANOS = 10_000_000_000L;
    /** Frames that may come at once. */
    public static final int BURST_MAX = 200;
    /** Frames per second on average. */
    public static final int RATE_PER_SECOND = 50;
    /** Malformed frames that are answered before the connection is closed. */
    public static final int MALFORMED_MAX = 8;

    private static final int NONCE_BYTES = 32;

    /** What happens to the connection. */
    public sealed interface Input {
        /** The WebSocket stands. */
        record Opened() implements Input {}

        /** A text frame came. */
        record Text(String frame) implements Input {}

        /** The CMU found the proof right. */
        record Accepted(ChannelAccepted answer) implements Input {}

        /** The CMU refused, or could not be asked. */
        record Refused(int closeCode, String reason) implements Input {}

        /** The deadline of {@link Output.WaitUntil} may be over. */
        record TimePassed() implements Input {}
    }

    /** What the driver has to do. */
    public sealed interface Output {
        /** Send a text frame. */
        record Transmit(String frame) implements Output {}

        /** Ask the CMU whether this is the device; answer with {@link Input.Accepted} or {@link Input.Refused}. */
        record Verify(ChannelProof proof, String nonce) implements Output {}

        /** The device is known from now on. */
        record Established(String deviceId, String bootId, ChannelAccepted accepted, String authNonce) implements Output {}

        /** A well-formed frame of the known device. */
        record Deliver(Frame frame) implements Output {}

        /** Close the WebSocket. */
        record Close(int code, String reason) implements Output {}

        /** Nothing to do until this monotonic time. */
        record WaitUntil(long deadlineNanos) implements Output {}

        /** Nothing to do until the next input. */
        record Idle() implements Output {}
    }

    private sealed interface State {
        record New() implements State {}

        record Challenged(String callId, String nonce, long deadlineNanos) implements State {}

        record Verifying(ChannelProof proof, long deadlineNanos) implements State {}

        record Ready(RateBucket rate, int malformed) implements State {}

        record Closed() implements State {}
    }

    private final String scu;
    private final String scuBoot;
    private final RandomGenerator random;
    private final Clock clock;
    private final Supplier<List<String>> stun;
    private final Deque<Output> outputs = new ArrayDeque<>();
    private State state = new State.New();

    /**
     * A connection that is being opened.
     *
     * @param scu name of this instance
     * @param scuBoot fresh at each start of it
     * @param random makes nonces; must be cryptographically strong outside tests
     * @param clock the platform's wall time, told to the device
     * @param stun STUN servers, told to the device
     */
    public ChannelSession(String scu, String scuBoot, RandomGenerator random, Clock clock, Supplier<List<String>> stun) {
        this.scu = scu;
        this.scuBoot = scuBoot;
        this.random = random;
        this.clock = clock;
        this.stun = stun;
    }

    /** Takes one input at a monotonic time. */
    public void handle(Input input, long nowNanos) {
        state = switch (state) {
            case State.New fresh -> input instanceof Input.Opened ? challenge(nowNanos) : fresh;
            case State.Challenged waiting -> switch (input) {
                case Input.Text(String text) -> onProof(waiting, text, nowNanos);
                case Input.TimePassed() -> onTime(waiting, waiting.deadlineNanos, nowNanos, "No answer to channel.challenge within 10 s");
                case Input.Opened _, Input.Accepted _, Input.Refused _ -> waiting;
            };
            case State.Verifying verifying -> switch (input) {
                case Input.Accepted(ChannelAccepted answer) -> ready(verifying, answer, nowNanos);
                case Input.Refused(int code, String reason) -> close(code, reason);
                case Input.Text _ -> close(CloseCodes.MALFORMED, "Expected no frame before channel.ready");
                case Input.TimePassed() -> onTime(verifying, verifying.deadlineNanos, nowNanos, "The platform could not check the proof in time");
                case Input.Opened _ -> verifying;
            };
            case State.Ready ready -> input instanceof Input.Text(String text) ? onFrame(ready, text, nowNanos) : ready;
            case State.Closed closed -> closed;
        };
    }

    /** The next thing to do; never null. */
    public Output poll() {
        Output next = outputs.poll();
        if (next != null) {
            return next;
        }
        return switch (state) {
            case State.Challenged(var _, var _, long deadline) -> new Output.WaitUntil(deadline);
            case State.Verifying(var _, long deadline) -> new Output.WaitUntil(deadline);
            case State.New _, State.Ready _, State.Closed _ -> new Output.Idle();
        };
    }

    private State challenge(long nowNanos) {
        String nonce = nonce();
        String callId = Ids.next("msg");
        outputs.add(new Output.Transmit(
                Frames.call(callId, ChannelMethods.CHANNEL_CHALLENGE, new ChannelChallenge(nonce, scu, scuBoot, clock.instant()))));
        return new State.Challenged(callId, nonce, nowNanos + HANDSHAKE_NANOS);
    }

    private String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private State onProof(State.Challenged waiting, String text, long nowNanos) {
        return switch (Frames.read(text)) {
            case Frame.Result(String id, var result) when id.equals(waiting.callId) -> {
                ChannelProof proof;
                try {
                    proof = Frames.MAPPER.treeToValue(result, ChannelProof.class);
                } catch (JacksonException e) {
                    yield close(CloseCodes.MALFORMED, "Expected device_id, boot_id and signature in the answer to channel.challenge");
                }
                if (!wellFormed(proof)) {
                    yield close(CloseCodes.REFUSED, "Expected device_id dev_…, boot_id and signature in the answer to channel.challenge");
                }
                outputs.add(new Output.Verify(proof, waiting.nonce));
                yield new State.Verifying(proof, nowNanos + HANDSHAKE_NANOS);
            }
            case Frame.Failure failure when failure.id().equals(waiting.callId) ->
                close(CloseCodes.REFUSED, "The device refused channel.challenge: " + failure.message());
            case Frame.Malformed(var _, var _, String reason) -> close(CloseCodes.MALFORMED, reason);
            case Frame.Call _, Frame.Result _, Frame.Failure _ -> close(CloseCodes.MALFORMED, "Expected the answer to channel.challenge first");
        };
    }

    @SuppressWarnings("ConstantValue") // A record read from JSON may hold nulls where the contract forbids them.
    private static boolean wellFormed(@Nullable ChannelProof proof) {
        return proof != null
                && proof.deviceId() != null
                && Ids.isValid("dev", proof.deviceId())
                && proof.bootId() != null
                && proof.bootId().matches("[A-Za-z0-9_-]{16,64}")
                && proof.signature() != null
                && proof.signature().length() <= 100;
    }

    private State ready(State.Verifying verifying, ChannelAccepted answer, long nowNanos) {
        String authNonce = nonce();
        outputs.add(new Output.Transmit(Frames.call(
                Ids.next("msg"),
                ChannelMethods.CHANNEL_READY,
                new ChannelReady(answer.heartbeatMs(), answer.epoch(), clock.instant(), ChannelMethods.VERSION, stun.get(), authNonce))));
        outputs.add(new Output.Established(verifying.proof.deviceId(), verifying.proof.bootId(), answer, authNonce));
        return new State.Ready(new RateBucket(BURST_MAX, RATE_PER_SECOND, nowNanos), 0);
    }

    private State onFrame(State.Ready ready, String text, long nowNanos) {
        if (!ready.rate.tryTake(nowNanos)) {
            return close(CloseCodes.TOO_FAST, "Expected at most " + RATE_PER_SECOND + " frames per second");
        }
        Frame frame = Frames.read(text);
        if (frame instanceof Frame.Malformed(String id, int code, String reason)) {
            if (ready.malformed + 1 >= MALFORMED_MAX) {
                return close(CloseCodes.MALFORMED, reason);
            }
            outputs.add(new Output.Transmit(Frames.failure(id, code, reason, null)));
            return new State.Ready(ready.rate, ready.malformed + 1);
        }
        outputs.add(new Output.Deliver(frame));
        return ready;
    }

    private State onTime(State same, long deadlineNanos, long nowNanos, String reason) {
        return nowNanos - deadlineNanos >= 0 ? close(CloseCodes.SILENT, reason) : same;
    }

    private State close(int code, String reason) {
        outputs.add(new Output.Close(code, reason));
        return new State.Closed();
    }
}

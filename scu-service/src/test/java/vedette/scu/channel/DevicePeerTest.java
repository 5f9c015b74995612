package vedette.scu.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vedette.contracts.Problem;
import vedette.scu.channel.DevicePeer.Output;
import vedette.testkit.Covers;

class DevicePeerTest {
    private static final long SECOND = 1_000_000_000L;

    private final DevicePeer peer = new DevicePeer();

    @BeforeEach
    void attach() {
        peer.attached("boot-1");
    }

    private List<Output> drain() {
        List<Output> outputs = new ArrayList<>();
        peer.poll().ifPresent(outputs::add);
        while (true) {
            var next = peer.poll();
            if (next.isEmpty()) {
                return outputs;
            }
            outputs.add(next.get());
        }
    }

    private void receive(String text, long now) {
        peer.received(Frames.read(text), now);
    }

    @Test
    void call_isAnswered() {
        peer.call("1", "session.keyframe", Map.of("session_id", "s"), 5 * SECOND);
        assertThat(drain()).singleElement().isInstanceOf(Output.Transmit.class);
        receive(Frames.result("1", Map.of("a", 1)), SECOND);
        assertThat(drain()).singleElement().isInstanceOfSatisfying(Output.Answered.class, a -> assertThat(a.result().path("a").asInt()).isEqualTo(1));
        receive(Frames.result("1", Map.of()), SECOND);
        assertThat(drain()).as("a second answer is nobody's").isEmpty();
    }

    @Test
    void call_timesOut_atItsDeadline() {
        peer.call("1", "media.offer", Map.of(), 5 * SECOND);
        drain();
        peer.timePassed(5 * SECOND - 1);
        assertThat(drain()).isEmpty();
        peer.timePassed(5 * SECOND);
        assertThat(drain()).singleElement().isInstanceOfSatisfying(Output.Failed.class, f -> assertThat(f.problem().code()).isEqualTo("device-timeout"));
    }

    @Test
    void call_resumesAfterAReconnect_withTheSameId_butNotAfterARestartOfTheDevice() {
        peer.call("1", "config.set", Map.of(), 60 * SECOND);
        Output sent = drain().getFirst();
        peer.detached(SECOND);
        peer.attached("boot-1");
        assertThat(drain()).containsExactly(sent);
        peer.detached(2 * SECOND);
        peer.attached("boot-2");
        assertThat(drain()).singleElement().isInstanceOfSatisfying(Output.Failed.class, f -> assertThat(f.problem().code()).isEqualTo("device-restarted"));
    }

    @Test
    void call_withoutConnection_failsAfterTheResumeWindow() {
        peer.detached(0);
        peer.call("1", "config.set", Map.of(), 120 * SECOND);
        assertThat(drain()).isEmpty();
        peer.timePassed(DevicePeer.RESUME_NANOS - 1);
        assertThat(drain()).isEmpty();
        peer.timePassed(DevicePeer.RESUME_NANOS);
        assertThat(drain()).singleElement().isInstanceOfSatisfying(Output.Failed.class, f -> assertThat(f.problem().code()).isEqualTo("device-offline"));
    }

    @Test
    @Covers("GAP-10")
    void repeatedRequest_isServedOnce_andAnsweredFromMemory() {
        String request = Frames.call("r1", "device.button", Map.of());
        receive(request, 0);
        assertThat(drain()).singleElement().isInstanceOf(Output.Serve.class);
        receive(request, 1);
        assertThat(drain()).as("still worked on").isEmpty();
        peer.answer("r1", "device.button", Map.of(), 2);
        Output answer = drain().getFirst();
        peer.detached(3);
        peer.attached("boot-1");
        receive(request, 4);
        assertThat(drain()).containsExactly(answer);
    }

    @Test
    void memory_isBounded_andEndsWithTheBoot() {
        for (int i = 0; i < 2 * DevicePeer.REMEMBERED_MAX; i++) {
            receive(Frames.call("r" + i, "device.button", Map.of()), i);
            peer.answer("r" + i, "device.button", Map.of(), i);
        }
        drain();
        receive(Frames.call("r0", "device.button", Map.of()), 1000);
        assertThat(drain()).as("forgotten, hence served again").singleElement().isInstanceOf(Output.Serve.class);
        receive(Frames.call("r" + (2 * DevicePeer.REMEMBERED_MAX - 1), "device.button", Map.of()), 1001);
        assertThat(drain()).singleElement().isInstanceOf(Output.Transmit.class);
        peer.attached("boot-2");
        receive(Frames.call("r" + (2 * DevicePeer.REMEMBERED_MAX - 1), "device.button", Map.of()), 1002);
        assertThat(drain()).singleElement().isInstanceOf(Output.Serve.class);
    }

    @Test
    void transientRefusal_isNotRemembered_soARetryWorks() {
        receive(Frames.call("r1", "session.ended", Map.of()), 0);
        drain();
        peer.refuse("r1", "session.ended", -32002, "later", Problem.of("scu-busy", "Busy", 503, null), 1);
        drain();
        receive(Frames.call("r1", "session.ended", Map.of()), 2);
        assertThat(drain()).singleElement().isInstanceOf(Output.Serve.class);
    }

    @Test
    void requests_beyondTheLimit_areToldToComeAgain() {
        for (int i = 0; i <= DevicePeer.REQUESTS_MAX; i++) {
            receive(Frames.call("r" + i, "session.path", Map.of()), 0);
        }
        List<Output> outputs = drain();
        assertThat(outputs).filteredOn(Output.Serve.class::isInstance).hasSize(DevicePeer.REQUESTS_MAX);
        assertThat(outputs.getLast()).isInstanceOfSatisfying(Output.Transmit.class, t -> assertThat(t.frame()).contains("-32002"));
    }

    @Test
    void calls_beyondTheLimit_andTooLargeOnes_failAtOnce() {
        for (int i = 0; i < DevicePeer.CALLS_MAX; i++) {
            peer.call("c" + i, "session.keyframe", Map.of(), SECOND);
        }
        drain();
        peer.call("one-more", "session.keyframe", Map.of(), SECOND);
        assertThat(drain()).singleElement().isInstanceOfSatisfying(Output.Failed.class, f -> assertThat(f.problem().code()).isEqualTo("device-busy"));
        peer.call("large", "media.offer", Map.of("offer", "x".repeat(70_000)), SECOND);
        assertThat(drain()).singleElement().isInstanceOfSatisfying(Output.Failed.class, f -> assertThat(f.problem().code()).isEqualTo("message-too-large"));
    }

    @Test
    void devicesRefusal_keepsItsProblemCode_ifItIsOne() {
        peer.call("1", "media.offer", Map.of(), SECOND);
        drain();
        receive(Frames.failure("1", -32001, "no", Problem.of("too-many-viewers", "x", 409, "Three viewers are watching already.")), 1);
        assertThat(drain()).singleElement().isInstanceOfSatisfying(Output.Failed.class, f -> {
            assertThat(f.problem().code()).isEqualTo("too-many-viewers");
            assertThat(f.problem().detail()).isEqualTo("Three viewers are watching already.");
        });
        peer.call("2", "media.offer", Map.of(), SECOND);
        drain();
        receive(Frames.failure("2", -32001, "no", Problem.of("<script>", "x", 409, "y")), 1);
        assertThat(drain()).singleElement().isInstanceOfSatisfying(Output.Failed.class, f -> assertThat(f.problem().code()).isEqualTo("device-error"));
    }
}

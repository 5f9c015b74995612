package vedette.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RpcPeerTest {
    private final RpcPeer peer = new RpcPeer();

    private List<RpcOutput> drain() {
        List<RpcOutput> all = new ArrayList<>();
        for (var next = peer.poll(); next.isPresent(); next = peer.poll()) {
            all.add(next.get());
        }
        return all;
    }

    private static JsonNode json(RpcOutput output) {
        return DeviceJson.MAPPER.readTree(((RpcOutput.Transmit) output).frame());
    }

    @Test
    void requestWithoutConnection_waitsAndGoesOutWhenAttached_againAfterEachBreak() {
        peer.request("r1", "heartbeat", DeviceJson.object(), 1_000);
        assertThat(drain()).isEmpty();
        peer.attached("boot-a");
        assertThat(json(drain().getFirst()).path("id").asString()).isEqualTo("r1");
        peer.detached();
        peer.attached("boot-b");
        assertThat(json(drain().getFirst()).path("id").asString()).isEqualTo("r1");
        peer.received("{\"jsonrpc\":\"2.0\",\"id\":\"r1\",\"result\":{\"x\":1}}");
        assertThat(drain()).singleElement().isInstanceOf(RpcOutput.Answered.class);
        peer.detached();
        peer.attached("boot-b");
        assertThat(drain()).isEmpty();
    }

    @Test
    void secondAnswerToOneRequest_isIgnored() {
        peer.attached("a");
        peer.request("r1", "m", DeviceJson.object(), 1_000);
        peer.received("{\"jsonrpc\":\"2.0\",\"id\":\"r1\",\"result\":{}}");
        peer.received("{\"jsonrpc\":\"2.0\",\"id\":\"r1\",\"result\":{}}");
        assertThat(drain()).filteredOn(RpcOutput.Answered.class::isInstance).hasSize(1);
    }

    @Test
    void repeatedCall_isServedOnce_andAnsweredFromMemory() {
        peer.attached("a");
        String call = "{\"jsonrpc\":\"2.0\",\"id\":\"c1\",\"method\":\"session.end\",\"params\":{}}";
        peer.received(call);
        peer.received(call);
        assertThat(drain()).singleElement().isInstanceOf(RpcOutput.Call.class);
        peer.answer("c1", DeviceJson.object().put("done", true));
        peer.received(call);
        List<RpcOutput> answers = drain();
        assertThat(answers).hasSize(2).allMatch(RpcOutput.Transmit.class::isInstance);
        assertThat(answers.get(0)).isEqualTo(answers.get(1));
    }

    @Test
    void anotherBootOfTheScu_mayUseTheSameIds() {
        peer.attached("a");
        String call = "{\"jsonrpc\":\"2.0\",\"id\":\"c1\",\"method\":\"session.end\",\"params\":{}}";
        peer.received(call);
        peer.answer("c1", DeviceJson.object());
        drain();
        peer.detached();
        peer.attached("b");
        peer.received(call);
        assertThat(drain()).singleElement().isInstanceOf(RpcOutput.Call.class);
    }

    @Test
    void answerReadyWhileTheLinkIsDown_waitsUntilTheScuAsksAgain() {
        peer.attached("a");
        String call = "{\"jsonrpc\":\"2.0\",\"id\":\"c1\",\"method\":\"media.offer\",\"params\":{}}";
        peer.received(call);
        drain();
        peer.detached();
        peer.answer("c1", DeviceJson.object());
        assertThat(drain())
                .as("nothing may be sent between proof and channel.ready")
                .isEmpty();
        peer.attached("a");
        assertThat(drain()).isEmpty();
        peer.received(call);
        assertThat(drain()).singleElement().isInstanceOf(RpcOutput.Transmit.class);
    }

    @Test
    void handshakeIsAnsweredBeforeAttached() {
        peer.received("{\"jsonrpc\":\"2.0\",\"id\":\"c1\",\"method\":\"channel.challenge\",\"params\":{}}");
        drain();
        peer.greet("c1", DeviceJson.object());
        assertThat(drain()).singleElement().isInstanceOf(RpcOutput.Transmit.class);
    }

    @Test
    void timeOver_failsTheRequestAndForgetsIt() {
        peer.request("r1", "m", DeviceJson.object(), 1_000);
        peer.request("r2", "m", DeviceJson.object(), 2_000);
        assertThat(peer.nextDeadlineNanos()).hasValue(1_000);
        peer.timePassed(1_000);
        assertThat(drain()).singleElement().isInstanceOfSatisfying(RpcOutput.Failed.class, failed -> {
            assertThat(failed.id()).isEqualTo("r1");
            assertThat(failed.error().problem()).isEqualTo("scu-timeout");
        });
        assertThat(peer.nextDeadlineNanos()).hasValue(2_000);
    }

    @Test
    void fullQueue_failsAtOnce() {
        for (int i = 0; i < RpcPeer.PENDING_MAX; i++) {
            peer.request("r" + i, "m", DeviceJson.object(), 1_000);
        }
        peer.request("one-more", "m", DeviceJson.object(), 1_000);
        assertThat(drain())
                .singleElement()
                .isInstanceOfSatisfying(
                        RpcOutput.Failed.class,
                        failed -> assertThat(failed.error().problem()).isEqualTo("queue-full"));
    }

    @Test
    void tooLargeFrames_areNotSent_andBreakTheLinkWhenReceived() {
        peer.attached("a");
        peer.request("r", "m", DeviceJson.object().put("x", "y".repeat(RpcPeer.FRAME_BYTES_MAX)), 1_000);
        assertThat(drain()).singleElement().isInstanceOf(RpcOutput.Failed.class);
        peer.received("\u00e9".repeat(RpcPeer.FRAME_BYTES_MAX / 2 + 1));
        assertThat(drain()).singleElement().isInstanceOf(RpcOutput.Broken.class);
    }

    @Test
    void garbage_breaksTheLinkWithWhatWasFound() {
        for (String frame : List.of("", "[]", "nonsense", "{\"jsonrpc\":\"1.0\"}", "{".repeat(1_000))) {
            peer.received(frame);
            assertThat(drain()).as(frame).singleElement().isInstanceOf(RpcOutput.Broken.class);
        }
    }

    @Test
    void errorAnswers_carryTheProblemCodeInBothForms() {
        peer.attached("a");
        peer.request("r1", "m", DeviceJson.object(), 1_000);
        peer.request("r2", "m", DeviceJson.object(), 1_000);
        drain();
        peer.received(
                "{\"jsonrpc\":\"2.0\",\"id\":\"r1\",\"error\":{\"code\":-32001,\"message\":\"no\",\"data\":{\"problem\":{\"code\":\"session-refused\"}}}}");
        peer.received(
                "{\"jsonrpc\":\"2.0\",\"id\":\"r2\",\"error\":{\"code\":-32001,\"message\":\"no\",\"data\":{\"problem\":\"session-refused\"}}}");
        assertThat(drain())
                .hasSize(2)
                .allSatisfy(
                        output -> assertThat(((RpcOutput.Failed) output).error().problem())
                                .isEqualTo("session-refused"));
    }
}

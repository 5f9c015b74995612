package vedette.scu.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vedette.contracts.Ids;
import vedette.contracts.ps.ChannelProof;
import vedette.contracts.ps.CloseCodes;
import vedette.contracts.sc.ChannelAccepted;
import vedette.scu.channel.ChannelSession.Input;
import vedette.scu.channel.ChannelSession.Output;

class ChannelSessionTest {
    private static final long SECOND = 1_000_000_000L;

    private final ChannelSession session =
            new ChannelSession("1", "boot_x", new Random(1), Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC), List::of);
    private final String device = Ids.next("dev");

    private List<Output> handle(Input input, long now) {
        session.handle(input, now);
        List<Output> outputs = new ArrayList<>();
        Output next = session.poll();
        while (!(next instanceof Output.Idle) && !(next instanceof Output.WaitUntil)) {
            outputs.add(next);
            next = session.poll();
        }
        return outputs;
    }

    private String challengeId() {
        Output first = handle(new Input.Opened(), 0).getFirst();
        assertThat(first).isInstanceOf(Output.Transmit.class);
        Frame frame = Frames.read(((Output.Transmit) first).frame());
        assertThat(frame).isInstanceOfSatisfying(Frame.Call.class, call -> assertThat(call.method()).isEqualTo("channel.challenge"));
        return ((Frame.Call) frame).id();
    }

    private void becomeReady() {
        handle(new Input.Text(Frames.result(challengeId(), new ChannelProof(device, "Ym9vdGJvb3Rib290Ym9v", "s".repeat(86)))), SECOND);
        handle(new Input.Accepted(new ChannelAccepted(7, "tnt_1", 5000)), SECOND);
    }

    @Test
    void proof_isAskedForChecked_thenTheChannelIsReady() {
        String id = challengeId();
        List<Output> asked = handle(new Input.Text(Frames.result(id, new ChannelProof(device, "Ym9vdGJvb3Rib290Ym9v", "s".repeat(86)))), SECOND);
        assertThat(asked).singleElement().isInstanceOfSatisfying(Output.Verify.class, verify -> {
            assertThat(verify.proof().deviceId()).isEqualTo(device);
            assertThat(verify.nonce()).hasSize(43);
        });
        List<Output> ready = handle(new Input.Accepted(new ChannelAccepted(7, "tnt_1", 5000)), 2 * SECOND);
        assertThat(ready.getFirst()).isInstanceOfSatisfying(Output.Transmit.class, frame -> assertThat(frame.frame())
                .contains("channel.ready").contains("\"epoch\":7").contains("\"server_time\":\"2026-11-21T12:00:00Z\""));
        assertThat(ready.get(1)).isInstanceOf(Output.Established.class);
        assertThat(session.poll()).isInstanceOf(Output.Idle.class);
    }

    @Test
    void silence_afterTheChallenge_closesAtTheDeadlineAndNotBefore() {
        challengeId();
        assertThat(session.poll()).isEqualTo(new Output.WaitUntil(ChannelSession.HANDSHAKE_NANOS));
        assertThat(handle(new Input.TimePassed(), ChannelSession.HANDSHAKE_NANOS - 1)).isEmpty();
        assertThat(handle(new Input.TimePassed(), ChannelSession.HANDSHAKE_NANOS))
                .singleElement().isInstanceOfSatisfying(Output.Close.class, close -> assertThat(close.code()).isEqualTo(CloseCodes.SILENT));
    }

    @Test
    void anythingElseThanTheProof_closes() {
        challengeId();
        assertThat(handle(new Input.Text(Frames.call("1", "heartbeat", Map.of())), 1))
                .singleElement().isInstanceOfSatisfying(Output.Close.class, close -> assertThat(close.code()).isEqualTo(CloseCodes.MALFORMED));
        assertThat(handle(new Input.Text("{}"), 2)).as("after the close nothing happens").isEmpty();
    }

    @Test
    void refusal_closesWithItsCode() {
        String id = challengeId();
        handle(new Input.Text(Frames.result(id, new ChannelProof(device, "Ym9vdGJvb3Rib290Ym9v", "s".repeat(86)))), 1);
        assertThat(handle(new Input.Refused(CloseCodes.REFUSED, "no"), 2)).containsExactly(new Output.Close(CloseCodes.REFUSED, "no"));
    }

    @Test
    void proofWithoutFields_closes() {
        assertThat(handle(new Input.Text(Frames.result(challengeId(), Map.of("device_id", "x"))), 1))
                .singleElement().isInstanceOfSatisfying(Output.Close.class, close -> assertThat(close.code()).isEqualTo(CloseCodes.REFUSED));
    }

    @Test
    void frames_beyondTheRate_close_butTheRateItselfIsSustained() {
        becomeReady();
        long now = SECOND;
        for (int i = 0; i < 10_000; i++) {
            now += SECOND / ChannelSession.RATE_PER_SECOND;
            assertThat(handle(new Input.Text(Frames.call("h" + i, "heartbeat", Map.of())), now))
                    .singleElement().isInstanceOf(Output.Deliver.class);
        }
        Output last = null;
        for (int i = 0; i <= ChannelSession.BURST_MAX && !(last instanceof Output.Close); i++) {
            last = handle(new Input.Text(Frames.call("b" + i, "heartbeat", Map.of())), now).getFirst();
        }
        assertThat(last).isInstanceOfSatisfying(Output.Close.class, close -> assertThat(close.code()).isEqualTo(CloseCodes.TOO_FAST));
    }

    @Test
    void malformedFrames_areAnsweredAFewTimes_thenClose() {
        becomeReady();
        for (int i = 1; i < ChannelSession.MALFORMED_MAX; i++) {
            assertThat(handle(new Input.Text("junk"), SECOND + i)).singleElement().isInstanceOf(Output.Transmit.class);
        }
        assertThat(handle(new Input.Text("junk"), SECOND + 99))
                .singleElement().isInstanceOfSatisfying(Output.Close.class, close -> assertThat(close.code()).isEqualTo(CloseCodes.MALFORMED));
    }

    @Test
    void reading_isTotal_forRandomAndNestedInput() {
        Random random = new Random(42);
        String seed = Frames.call("1", "heartbeat", Map.of("uptime_ms", 1, "sessions", List.of(1, 2)));
        for (int i = 0; i < 5000; i++) {
            StringBuilder mutated = new StringBuilder(seed);
            for (int n = random.nextInt(4); n >= 0; n--) {
                mutated.setCharAt(random.nextInt(mutated.length()), (char) random.nextInt(0x250));
            }
            assertThat(Frames.read(mutated.substring(0, random.nextInt(mutated.length()) + 1))).isNotNull();
        }
        assertThat(Frames.read("[".repeat(60_000))).isInstanceOf(Frame.Malformed.class);
        assertThat(Frames.read("null")).isInstanceOf(Frame.Malformed.class);
        assertThat(Frames.read("")).isInstanceOf(Frame.Malformed.class);
        assertThat(Frames.read("{\"jsonrpc\":\"2.0\",\"id\":\"" + "x".repeat(65) + "\",\"method\":\"a\"}")).isInstanceOf(Frame.Malformed.class);
    }
}

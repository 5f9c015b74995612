package vedette.pu.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import vedette.device.RpcError;
import vedette.device.RpcException;
import vedette.device.SimulatedScheduler;

class RelayUplinkTest {
    private static final RelayUplink.Ticket TICKET =
            new RelayUplink.Ticket(URI.create("https://mtu:8445/v1/reverse"), "secret", List.of());

    private final SimulatedScheduler scheduler = new SimulatedScheduler();
    private final List<Long> dialsMillis = new ArrayList<>();
    private final List<Consumer<RelayUplink.End>> ends = new ArrayList<>();
    private RpcError refusal = null;
    private boolean breakAtOnce = true;
    private int closes;
    private boolean stopped;

    private final RelayUplink uplink = new RelayUplink("rly_1", scheduler, new RelayUplink.Surroundings() {
        @Override
        public CompletionStage<RelayUplink.Ticket> ticket(String relayId) {
            return refusal == null
                    ? CompletableFuture.completedFuture(TICKET)
                    : CompletableFuture.failedFuture(new RpcException(refusal));
        }

        @Override
        public Runnable dial(RelayUplink.Ticket ticket, Consumer<RelayUplink.End> ended) {
            dialsMillis.add(scheduler.nanoTime() / 1_000_000);
            ends.add(ended);
            if (breakAtOnce) {
                ended.accept(RelayUplink.End.BROKEN);
            }
            return () -> closes++;
        }

        @Override
        public void stopped(RelayUplink which) {
            stopped = true;
        }
    });

    @Test
    void brokenUplink_isDialledAgainEverMoreRarely() {
        uplink.dial(TICKET);
        scheduler.pass(Duration.ofSeconds(130));
        assertThat(dialsMillis).containsExactly(0L, 1000L, 3000L, 7000L, 15_000L, 31_000L, 61_000L, 91_000L, 121_000L);
        assertThat(stopped).isFalse();
    }

    @Test
    void uplinkThatLasted_isDialledAgainSoon() {
        uplink.dial(TICKET);
        scheduler.pass(Duration.ofSeconds(10));
        breakAtOnce = false;
        scheduler.pass(Duration.ofSeconds(10));
        int before = dialsMillis.size();
        scheduler.pass(Duration.ofSeconds(100));
        long broken = scheduler.nanoTime() / 1_000_000;
        ends.getLast().accept(RelayUplink.End.BROKEN);
        scheduler.pass(Duration.ofSeconds(2));
        assertThat(dialsMillis).hasSize(before + 1);
        assertThat(dialsMillis.getLast()).isEqualTo(broken + 1000);
    }

    @Test
    void teardown_isTheEnd() {
        breakAtOnce = false;
        uplink.dial(TICKET);
        ends.getFirst().accept(RelayUplink.End.FINISHED);
        scheduler.pass(Duration.ofMinutes(5));
        assertThat(dialsMillis).hasSize(1);
        assertThat(stopped).isTrue();
    }

    @Test
    void goneRelay_isTheEnd_anAbsentPlatformIsNot() {
        refusal = new RpcError(RpcError.INTERNAL, "The SCU did not answer in time", "scu-timeout");
        uplink.dial(TICKET);
        scheduler.pass(Duration.ofSeconds(20));
        assertThat(stopped).isFalse();
        refusal = RpcError.refused("relay-gone", "ended");
        scheduler.pass(Duration.ofSeconds(60));
        assertThat(stopped).isTrue();
        assertThat(dialsMillis).hasSize(1);
    }

    @Test
    void stop_closesWhatIsOpen_once() {
        breakAtOnce = false;
        uplink.dial(TICKET);
        uplink.stop();
        uplink.stop();
        ends.getFirst().accept(RelayUplink.End.BROKEN);
        scheduler.pass(Duration.ofMinutes(5));
        assertThat(closes).isEqualTo(1);
        assertThat(dialsMillis).hasSize(1);
    }

    @Test
    void uplinkThatNeverWorks_isGivenUp() {
        uplink.dial(TICKET);
        scheduler.pass(Duration.ofMinutes(30));
        assertThat(stopped).isTrue();
        assertThat(dialsMillis).hasSize(RelayUplink.FAILURES_MAX + 1);
    }
}

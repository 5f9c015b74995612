package vedette.mtu.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vedette.contracts.Ids;
import vedette.contracts.sd.RelayAddresses;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayCounters;
import vedette.contracts.sd.RelayPatch;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sd.RelayTicket;
import vedette.contracts.sd.RelayTraffic;
import vedette.contracts.sd.RelayUrls;
import vedette.platform.error.VedetteException;
import vedette.testkit.Covers;

/** Life of relays, with time in hand. */
class RelaysTest {
    private static final RelayTraffic NONE = new RelayTraffic(0, 0, 0, 0, 0, 0, 0, 0);

    private Instant now = Instant.parse("2026-11-21T12:00:00Z");
    private final List<String> done = new ArrayList<>();
    private final InstantSource source = () -> now;
    private final Relays relays = relays(true);

    private Relays relays(boolean running) {
        return new Relays(
                () -> running ? new Turn() : null, () -> running ? new Distributing() : null, new RelayLimits(3, 2, Duration.ofMinutes(5)), "1",
                new Clock() {
                    @Override
                    public java.time.ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return source.instant();
                    }
                });
    }

    private final class Turn implements TurnRelays {
        @Override
        public RelayAnswer.IceServers create(Relay relay, Instant credentialsExpireAt) {
            done.add("turn " + relay.viewerAddresses() + " until " + Duration.between(now, credentialsExpireAt).toMinutes());
            return new RelayAnswer.IceServers(List.of(), List.of());
        }

        @Override
        public void extend(Relay relay) {
            done.add("turn extended " + relay.viewerAddresses() + relay.deviceAddresses());
        }

        @Override
        public void delete(String relayId) {
            done.add("turn deleted");
        }

        @Override
        public RelayTraffic traffic(String relayId) {
            return NONE;
        }

        @Override
        public RelayTraffic traffic() {
            return NONE;
        }

        @Override
        public RelayCounters.Stun stun() {
            return new RelayCounters.Stun(0, 0, 0, 0, 0);
        }
    }

    private final class Distributing implements Distribution {
        @Override
        public Offer create(Relay relay) {
            done.add("distribution " + relay.source().stream());
            return new Offer(new RelayUrls("rtsp://127.0.0.1", null, null), "ticket", null);
        }

        @Override
        public void extend(Relay relay) {
            done.add("distribution extended");
        }

        @Override
        public void delete(String relayId, String reason) {
            done.add("distribution deleted " + reason);
        }

        @Override
        public RelayTicket ticket(String relayId) {
            return new RelayTicket("https://127.0.0.1", "again", List.of());
        }

        @Override
        public Load load() {
            return new Load(1, 2, 3, 4);
        }
    }

    private static RelayRequest turn(String session, String... viewers) {
        return new RelayRequest(session, null, null, null, null, RelayRequest.TURN, 60_000, new RelayAddresses(List.of(viewers), null));
    }

    private static RelayRequest distribute(String session) {
        return new RelayRequest(session, Ids.next("dev"), "tnt_1", 1, "sub", RelayRequest.DISTRIBUTE, 60_000, null);
    }

    private RelayAnswer create(RelayRequest request) {
        return relays.create(request, null, () -> null);
    }

    @Test
    @Covers("IF-Sd")
    void relay_livesUntilItsTimeIsUp_unlessRenewed() {
        RelayAnswer answer = create(turn(Ids.next("ses"), "203.0.113.5"));
        assertThat(answer.expiresAt()).isEqualTo(now.plusSeconds(60));
        now = now.plusSeconds(50);
        relays.change(answer.relayId(), new RelayPatch(new RelayAddresses(List.of("203.0.113.5", "203.0.113.6"), List.of("2001:db8::1")), 60_000L));
        now = now.plusSeconds(59);
        relays.expire();
        assertThat(relays.list()).hasSize(1);
        now = now.plusSeconds(1);
        relays.expire();
        assertThat(relays.list()).isEmpty();
        assertThat(done).containsExactly(
                "turn [203.0.113.5] until 5", "turn extended [203.0.113.5, 203.0.113.6][2001:db8:0:0:0:0:0:1]", "turn deleted");
        assertThatThrownBy(() -> relays.change(answer.relayId(), new RelayPatch(null, 60_000L))).isInstanceOf(VedetteException.class);
    }

    @Test
    void kinds_goTheirWays_andCountTogether() {
        String session = Ids.next("ses");
        create(turn(session));
        RelayAnswer distributed = create(distribute(session));
        assertThat(distributed.cuTicket()).isEqualTo("ticket");
        assertThat(relays.ticket(distributed.relayId()).ticket()).isEqualTo("again");
        assertThat(relays.stats()).satisfies(stats -> {
            assertThat(stats.sessions()).isEqualTo(1);
            assertThat(stats.uplinks()).isEqualTo(1);
            assertThat(stats.viewers()).isEqualTo(2);
            assertThat(stats.bytesOut()).isEqualTo(4);
        });
        relays.delete(distributed.relayId(), "session-ended");
        relays.delete(distributed.relayId(), "session-ended");
        relays.close();
        assertThat(done).containsExactly("turn [] until 5", "distribution sub", "distribution deleted session-ended", "turn deleted");
    }

    @Test
    void limits_areKept() {
        String session = Ids.next("ses");
        create(turn(session));
        create(turn(session));
        assertThatThrownBy(() -> create(turn(session))).isInstanceOfSatisfying(VedetteException.class, refused ->
                assertThat(refused.code()).isEqualTo("relays-exhausted"));
        create(turn(Ids.next("ses")));
        assertThat(relays.load()).isEqualTo(1.0);
        assertThatThrownBy(() -> create(turn(Ids.next("ses")))).isInstanceOf(VedetteException.class);
        List<String> many = new ArrayList<>();
        for (int i = 0; i <= RelayAddresses.PER_SIDE_MAX; i++) {
            many.add("203.0.113." + i);
        }
        assertThatThrownBy(() -> relays.change(relays.list().getFirst().relayId(), new RelayPatch(new RelayAddresses(many, null), null)))
                .isInstanceOf(VedetteException.class);
    }

    @Test
    void repeatedCommand_getsTheSameAnswer() {
        RelayRequest request = turn(Ids.next("ses"));
        RelayAnswer first = relays.create(request, "key", () -> null);
        assertThat(relays.create(request, "key", () -> null)).isSameAs(first);
        assertThat(relays.list()).hasSize(1);
        now = now.plus(Duration.ofMinutes(11));
        relays.expire();
        assertThat(relays.create(request, "key", () -> null).relayId()).isNotEqualTo(first.relayId());
    }

    @Test
    void whatDoesNotRun_isSaid() {
        Relays none = relays(false);
        assertThatThrownBy(() -> none.create(turn(Ids.next("ses")), null, () -> null)).isInstanceOfSatisfying(VedetteException.class, refused ->
                assertThat(refused.code()).isEqualTo("turn-unavailable"));
        assertThatThrownBy(() -> none.create(distribute(Ids.next("ses")), null, () -> null)).isInstanceOfSatisfying(VedetteException.class, refused ->
                assertThat(refused.code()).isEqualTo("distribution-unavailable"));
        assertThat(none.stats().allocations()).isZero();
    }
}

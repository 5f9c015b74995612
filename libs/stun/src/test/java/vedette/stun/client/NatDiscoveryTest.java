package vedette.stun.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vedette.stun.Attr;
import vedette.stun.StunBuilder;
import vedette.stun.StunError;
import vedette.stun.StunMessage;
import vedette.stun.StunParseException;
import vedette.testkit.Covers;
import vedette.testkit.Seeded;

/** Discovery against simulated NATs of every kind, with simulated time. */
class NatDiscoveryTest {
    private static final InetSocketAddress LOCAL = new InetSocketAddress("192.168.1.20", 5000);
    private static final String PRIMARY = "203.0.113.1";
    private static final String SECOND = "203.0.113.2";

    /** A NAT with a server of one or two addresses and two ports behind it. */
    private static final class Internet {
        final NatBehaviour mapping;
        final NatBehaviour filtering;
        final boolean twoAddresses;
        final boolean twoPorts;
        final Map<String, Integer> mappings = new HashMap<>();
        final Set<String> opened = new HashSet<>();
        int lose;
        @Nullable String flow;

        Internet(NatBehaviour mapping, NatBehaviour filtering, boolean twoAddresses, boolean twoPorts) {
            this.mapping = mapping;
            this.filtering = filtering;
            this.twoAddresses = twoAddresses;
            this.twoPorts = twoPorts;
        }

        byte @Nullable [] answer(InetSocketAddress to, byte[] datagram) throws StunParseException {
            StunMessage request = StunMessage.parse(ByteBuffer.wrap(datagram));
            String host = to.getAddress().getHostAddress();
            opened.add(filterKey(host, to.getPort()));
            if (lose > 0) {
                lose--;
                return null;
            }
            if (mapping == NatBehaviour.UDP_BLOCKED || !host.equals(PRIMARY) && !twoAddresses && !host.equals(SECOND)) {
                return null;
            }
            if (request.has(Attr.VEDETTE_FLOW)) {
                flow = request.first(Attr.VEDETTE_FLOW).text(128);
            }
            long change = request.has(Attr.CHANGE_REQUEST) ? request.first(Attr.CHANGE_REQUEST).uint32() : 0;
            if ((change & 4) != 0 && !twoAddresses || change != 0 && !twoPorts) {
                return StunBuilder.error(request, StunError.UNKNOWN_ATTRIBUTE).build();
            }
            String from = (change & 4) != 0 ? SECOND : host;
            int port = (change & 2) != 0 ? 3479 : to.getPort();
            if (!opened.contains(filterKey(from, port))) {
                return null;
            }
            StunBuilder answer = StunBuilder.success(request).xorAddress(Attr.XOR_MAPPED_ADDRESS, mapped(host, to.getPort()));
            if (twoPorts) {
                answer.address(Attr.OTHER_ADDRESS, new InetSocketAddress(twoAddresses ? SECOND : host, 3479));
            }
            return answer.build();
        }

        private InetSocketAddress mapped(String host, int port) {
            String key = switch (mapping) {
                case ADDRESS_DEPENDENT -> host;
                case ADDRESS_AND_PORT_DEPENDENT -> host + port;
                default -> "";
            };
            return mapping == NatBehaviour.NONE
                    ? LOCAL
                    : new InetSocketAddress("198.51.100.7", 40_000 + mappings.computeIfAbsent(key, _ -> mappings.size()));
        }

        private String filterKey(String host, int port) {
            return switch (filtering) {
                case ADDRESS_DEPENDENT -> host;
                case ADDRESS_AND_PORT_DEPENDENT -> host + port;
                default -> "";
            };
        }
    }

    private static NatReport discover(Internet internet, String... servers) throws StunParseException {
        long now = 1;
        NatDiscovery discovery = new NatDiscovery(
                Stream.of(servers).map(host -> new InetSocketAddress(host, 3478)).toList(), LOCAL, StunTiming.QUICK, Seeded.random(), "flw_1", now);
        for (int i = 0; i < 200; i++) {
            switch (discovery.poll()) {
                case StunOutput.Done<NatReport>(NatReport report) -> {
                    return report;
                }
                case StunOutput.Transmit<NatReport>(var to, var datagram) -> {
                    byte[] answer = internet.answer(to, datagram);
                    if (answer != null) {
                        discovery.received(ByteBuffer.wrap(answer), now);
                    }
                }
                case StunOutput.WaitUntil<NatReport>(long deadline) -> {
                    now = deadline;
                    discovery.timePassed(now);
                }
            }
        }
        throw new AssertionError("did not end");
    }

    private static Stream<Arguments> kinds() {
        List<NatBehaviour> three = List.of(
                NatBehaviour.ENDPOINT_INDEPENDENT, NatBehaviour.ADDRESS_DEPENDENT, NatBehaviour.ADDRESS_AND_PORT_DEPENDENT);
        return Stream.concat(three.stream(), Stream.of(NatBehaviour.NONE))
                .flatMap(mapping -> three.stream().map(filtering -> Arguments.of(mapping, filtering)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Covers("H6264-8.3-S2")
    void twoAddresses_tellEverything(NatBehaviour mapping, NatBehaviour filtering) throws StunParseException {
        Internet internet = new Internet(mapping, filtering, true, true);
        NatReport report = discover(internet, PRIMARY);
        assertThat(report.mapping()).isEqualTo(mapping);
        assertThat(report.filtering()).isEqualTo(filtering);
        assertThat(report.mapped()).isEqualTo(mapping == NatBehaviour.NONE ? LOCAL : new InetSocketAddress("198.51.100.7", 40_000));
        assertThat(internet.flow).isEqualTo("flw_1");
    }

    @Test
    void lostRequests_areSentAgain() throws StunParseException {
        Internet internet = new Internet(NatBehaviour.ENDPOINT_INDEPENDENT, NatBehaviour.ENDPOINT_INDEPENDENT, true, true);
        internet.lose = 3;
        assertThat(discover(internet, PRIMARY).mapping()).isEqualTo(NatBehaviour.ENDPOINT_INDEPENDENT);
    }

    @Test
    void silence_isBlockedUdp() throws StunParseException {
        NatReport report = discover(new Internet(NatBehaviour.UDP_BLOCKED, NatBehaviour.UDP_BLOCKED, true, true), PRIMARY, SECOND);
        assertThat(report).isEqualTo(NatReport.BLOCKED);
    }

    @Test
    void deadServer_isFollowedByTheNext() throws StunParseException {
        Internet internet = new Internet(NatBehaviour.ENDPOINT_INDEPENDENT, NatBehaviour.ENDPOINT_INDEPENDENT, false, true);
        NatReport report = discover(internet, "203.0.113.99", PRIMARY);
        assertThat(report.server()).isEqualTo(new InetSocketAddress(PRIMARY, 3478));
    }

    @Test
    void alternatePortOnly_tellsDependenceOnThePort_andIsHonestAboutTheRest() throws StunParseException {
        NatReport strict = discover(new Internet(NatBehaviour.ADDRESS_AND_PORT_DEPENDENT, NatBehaviour.ADDRESS_AND_PORT_DEPENDENT, false, true), PRIMARY);
        assertThat(strict.mapping()).isEqualTo(NatBehaviour.ADDRESS_AND_PORT_DEPENDENT);
        assertThat(strict.filtering()).isEqualTo(NatBehaviour.ADDRESS_AND_PORT_DEPENDENT);
        NatReport open = discover(new Internet(NatBehaviour.ENDPOINT_INDEPENDENT, NatBehaviour.ENDPOINT_INDEPENDENT, false, true), PRIMARY);
        assertThat(open.mapping()).isEqualTo(NatBehaviour.UNKNOWN);
        assertThat(open.filtering()).isEqualTo(NatBehaviour.UNKNOWN);
    }

    @Test
    void secondServer_servesAsTheOtherAddress() throws StunParseException {
        for (NatBehaviour mapping : List.of(
                NatBehaviour.ENDPOINT_INDEPENDENT, NatBehaviour.ADDRESS_DEPENDENT, NatBehaviour.ADDRESS_AND_PORT_DEPENDENT)) {
            NatReport report = discover(new Internet(mapping, NatBehaviour.ADDRESS_AND_PORT_DEPENDENT, false, true), PRIMARY, SECOND);
            assertThat(report.mapping()).isEqualTo(mapping);
        }
    }

    @Test
    void plainServer_tellsTheMappedAddressOnly() throws StunParseException {
        NatReport report = discover(new Internet(NatBehaviour.ENDPOINT_INDEPENDENT, NatBehaviour.ENDPOINT_INDEPENDENT, false, false), PRIMARY);
        assertThat(report.mapped()).isEqualTo(new InetSocketAddress("198.51.100.7", 40_000));
        assertThat(report.mapping()).isEqualTo(NatBehaviour.UNKNOWN);
        assertThat(report.filtering()).isEqualTo(NatBehaviour.UNKNOWN);
    }

    @Test
    void deadline_followsTheBackOff() {
        long started = 1000;
        BindingTransaction transaction = new BindingTransaction(
                new InetSocketAddress(PRIMARY, 3478), StunTiming.RFC, vedette.stun.TransactionId.random(Seeded.random()),
                BindingTransaction.Change.NOTHING, null, started);
        long now = started;
        int sent = 0;
        while (true) {
            StunOutput<BindingResult> next = transaction.poll();
            if (next instanceof StunOutput.Transmit<BindingResult>) {
                sent++;
            } else if (next instanceof StunOutput.WaitUntil<BindingResult>(long deadline)) {
                now = deadline;
                transaction.timePassed(now);
            } else {
                break;
            }
        }
        assertThat(sent).isEqualTo(7);
        assertThat(now - started).isEqualTo(TimeUnit.MILLISECONDS.toNanos(39_500));
    }
}

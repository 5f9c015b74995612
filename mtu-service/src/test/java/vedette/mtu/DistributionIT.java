package vedette.mtu;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import vedette.contracts.Ids;
import vedette.rtp.h264.AccessUnit;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.RtspVersion;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;
import vedette.rtsp.client.RtspFailure;
import vedette.rtsp.netty.RtspClient;
import vedette.testkit.Covers;
import vedette.testkit.Processes;

/** One camera, many native viewers (H.626.4 §7.3), through the real service on loopback. */
class DistributionIT {
    @TempDir
    static Path data;

    private static RunningMtu mtu;
    private static Footage baseline;
    private static EventLoopGroup group;

    @BeforeAll
    static void start() throws Exception {
        mtu = new RunningMtu(data);
        baseline = Footage.baseline(50);
        group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    }

    @AfterAll
    static void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        mtu.close();
    }

    private static ClientConfig config(RunningMtu.Commanded relay, String password) {
        return ClientConfig.of(RtspUrl.parse(relay.rtsp()), new ClientCredentials.UserPassword(relay.sessionId(), password))
                .withCodecs(List.of("H264", "H265"), List.of())
                // The test's camera sends when it is told to.
                .withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(120));
    }

    private static RtspClient watch(RunningMtu.Commanded relay, TestViewer viewer) {
        return RtspClient.connect(config(relay, relay.token()), group, null, viewer);
    }

    private static void same(List<AccessUnit> received, Footage footage, int from) {
        for (int i = 0; i < received.size(); i++) {
            AccessUnit sent = footage.unit(from + i);
            assertThat(received.get(i).idr()).isEqualTo(sent.idr());
            assertThat(received.get(i).nalUnits()).usingElementComparator(Arrays::compare).containsExactlyElementsOf(sent.nalUnits());
            assertThat(received.get(i).pts90k() - received.getFirst().pts90k())
                    .isEqualTo(sent.pts90k() - footage.unit(from).pts90k());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline", "high", "h265"})
    @Covers({"IF-Cd", "IF-Mc"})
    void accessUnits_arriveAsTheCameraSentThem(String kind) throws Exception {
        Footage footage = switch (kind) {
            case "high" -> Footage.highWithBPictures(50);
            case "h265" -> Footage.h265(50);
            default -> baseline;
        };
        var relay = mtu.relay(Ids.next("dev"));
        var viewer = new TestViewer();
        try (var device = new TestDevice(footage)) {
            assertThat(device.dial(Objects.requireNonNull(relay.answer().pu()))).isEqualTo(101);
            device.awaitPlay();
            try (var _ = watch(relay, viewer)) {
                viewer.playing.get(10, TimeUnit.SECONDS);
                device.send(50);
                same(viewer.await(50), footage, 0);
                assertThat(viewer.damaged()).isZero();
            }
            if (!kind.equals("baseline")) {
                assertThat(footage.units()).anySatisfy(unit -> assertThat(unit.pts90k())
                        .as("the footage reorders pictures")
                        .isNotEqualTo(footage.units().getFirst().pts90k() + (long) footage.units().indexOf(unit) * Footage.TICKS));
            }
        } finally {
            mtu.end(relay);
        }
    }

    @Test
    @Covers({"H6264-7.3-3", "H6264-7.3-N", "IF-Pd"})
    void fiveViewersByFfmpeg_decode_andTheUplinkCarriesOneCopy() throws Exception {
        var relays = new ArrayList<RunningMtu.Commanded>();
        String deviceId = Ids.next("dev");
        long inBefore = mtu.counters().stats().bytesIn();
        try (var device = new TestDevice(baseline)) {
            relays.add(mtu.relay(deviceId));
            assertThat(device.dial(Objects.requireNonNull(relays.getFirst().answer().pu()))).isEqualTo(101);
            device.awaitPlay();
            device.run();
            var running = new ArrayList<Processes>();
            try {
                for (int i = 0; i < 5; i++) {
                    if (i > 0) {
                        relays.add(mtu.relay(deviceId));
                        assertThat(relays.getLast().answer().pu()).as("the uplink stands").isNull();
                    }
                    running.add(Processes.start(
                            "/usr/bin/ffmpeg", "-v", "error", "-xerror", "-rtsp_transport", i % 2 == 0 ? "tcp" : "udp", "-timeout", "10000000",
                            "-i", relays.getLast().rtspWithCredentials(), "-frames:v", "60", "-an", "-f", "framemd5", "-"));
                }
                for (var ffmpeg : running) {
                    var result = ffmpeg.await(Duration.ofSeconds(30));
                    assertThat(result.err()).isEmpty();
                    assertThat(result.text().lines().filter(l -> !l.startsWith("#"))).hasSize(60);
                }
            } finally {
                running.forEach(Processes::close);
            }
            device.pause();
            RunningMtu.await("all bytes in", () -> bytesIn() - inBefore == device.bytesSent);
            assertThat(device.requests).as("the camera was asked for its stream once").hasSize(1);
            assertThat(mtu.counters().stats().bytesOut()).isGreaterThan(3 * device.bytesSent / 2);
            assertThat(mtu.counters().stats().uplinks()).isEqualTo(1);
        } finally {
            for (var relay : relays) {
                mtu.end(relay);
            }
        }
    }

    private static long bytesIn() {
        try {
            return mtu.counters().stats().bytesIn();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @Covers({"H6264-7.3-3", "H6264-7.3-N"})
    void fiftyViewers_getEveryPicture_andOneThatDoesNotReadDelaysNobody() throws Exception {
        String deviceId = Ids.next("dev");
        var relays = new ArrayList<RunningMtu.Commanded>();
        var clients = new ArrayList<RtspClient>();
        var viewers = new ArrayList<TestViewer>();
        DrainViewer stuck = null;
        try (var device = new TestDevice(baseline)) {
            for (int i = 0; i < 50; i++) {
                relays.add(mtu.relay(deviceId));
                if (i == 0) {
                    device.dial(Objects.requireNonNull(relays.getFirst().answer().pu()));
                    device.awaitPlay();
                }
                viewers.add(new TestViewer());
                clients.add(watch(relays.getLast(), viewers.getLast()));
                viewers.getLast().playing.get(20, TimeUnit.SECONDS);
                device.send(1);
            }
            relays.add(mtu.relay(deviceId));
            var last = relays.getLast();
            stuck = new DrainViewer(last.rtsp(), last.sessionId(), last.token()).play(16 * 1024);
            assertThat(mtu.counters().stats().viewers()).isEqualTo(51);
            // Far more than the stuck viewer's queue and socket buffers hold; each round waits for all others, so nobody else may lag.
            while (device.bytesSent < 14_000_000) {
                device.send(50);
                for (var viewer : viewers) {
                    viewer.awaitTimestamp(device.lastTimestamp());
                }
            }
            for (var viewer : viewers) {
                var units = viewer.await(1);
                var all = viewer.await(viewer.count());
                assertThat(viewer.damaged()).isZero();
                assertThat(units.getFirst().idr()).isTrue();
                int from = device.indexOf(units.getFirst().pts90k());
                assertThat(from + all.size()).as("nothing is missing").isEqualTo(device.sent());
                same(all.subList(0, 60), baseline, from);
            }
            assertThat(device.requests).hasSize(1);
        } finally {
            clients.forEach(RtspClient::close);
            if (stuck != null) {
                stuck.close();
            }
            for (var relay : relays) {
                mtu.end(relay);
            }
        }
    }

    @Test
    void laterViewer_getsAPictureAtOnce() throws Exception {
        String deviceId = Ids.next("dev");
        var first = mtu.relay(deviceId);
        var later = mtu.relay(deviceId);
        var early = new TestViewer();
        var late = new TestViewer();
        try (var device = new TestDevice(baseline)) {
            device.dial(Objects.requireNonNull(first.answer().pu()));
            device.awaitPlay();
            try (var _ = watch(first, early)) {
                early.playing.get(10, TimeUnit.SECONDS);
                device.send(30);
                early.await(30);
                // Nothing is sent from here on: what the second viewer gets is the cached group of pictures, from its intra picture.
                try (var _ = watch(later, late)) {
                    var cached = late.await(5);
                    assertThat(cached.getFirst().idr()).isTrue();
                    same(cached, baseline, 25);
                    assertThat(late.packets().getFirst().ssrc()).isEqualTo(early.packets().getFirst().ssrc());
                }
            }
        } finally {
            mtu.end(first);
            mtu.end(later);
        }
    }

    @ParameterizedTest
    @EnumSource(value = RtspVersion.class, names = {"V1_0", "V2_0"})
    @Covers("AMB-48")
    void bothVersions_areSpoken(RtspVersion version) throws Exception {
        var relay = mtu.relay(Ids.next("dev"));
        var viewer = new TestViewer();
        try (var device = new TestDevice(baseline)) {
            device.dial(Objects.requireNonNull(relay.answer().pu()));
            device.awaitPlay();
            try (var _ = RtspClient.connect(config(relay, relay.token()).withVersion(version), group, null, viewer)) {
                viewer.playing.get(10, TimeUnit.SECONDS);
                device.send(10);
                viewer.await(10);
            }
        } finally {
            mtu.end(relay);
        }
    }

    @Test
    @Covers("IF-Dm")
    void wrongProofs_areRefused() throws Exception {
        String deviceId = Ids.next("dev");
        var relay = mtu.relay(deviceId);
        var elsewhere = mtu.relay(Ids.next("dev"));
        try (var device = new TestDevice(baseline)) {
            device.dial(Objects.requireNonNull(relay.answer().pu()));
            device.awaitPlay();
            assertThat(refusal(config(relay, "wrong")).kind()).isEqualTo(RtspFailure.Kind.CREDENTIALS_WRONG);
            assertThat(mtu.cmu.verified).contains(relay.sessionId() + " false");
            var ffmpeg = Processes.start("/usr/bin/ffmpeg", "-v", "error", "-i", relay.rtspWithCredentials().replace(relay.token(), "wrong"), "-f", "null", "-");
            assertThat(ffmpeg.await(Duration.ofSeconds(10)).err()).contains("401 Refused by the platform: token-wrong");
            // Another session's token for this path: that session has no relay here.
            var foreign = new ClientCredentials.UserPassword(elsewhere.sessionId(), elsewhere.token());
            assertThat(refusal(ClientConfig.of(RtspUrl.parse(relay.rtsp()), foreign)).kind()).isEqualTo(RtspFailure.Kind.NOT_FOUND);
            // A right token at a path that nobody relays.
            var unknown = RtspUrl.parse(relay.rtsp().replace(deviceId, Ids.next("dev")));
            assertThat(refusal(ClientConfig.of(unknown, new ClientCredentials.UserPassword(relay.sessionId(), relay.token()))).kind())
                    .isEqualTo(RtspFailure.Kind.NOT_FOUND);
            // The session is another device's for the CMU.
            mtu.cmu.sessions.put(relay.sessionId(), new CmuStub.Session(relay.token(), Ids.next("dev")));
            assertThat(refusal(config(relay, relay.token())).kind()).isEqualTo(RtspFailure.Kind.CREDENTIALS_WRONG);
            // An access key.
            assertThat(refusal(ClientConfig.of(RtspUrl.parse(relay.rtsp()), new ClientCredentials.UserPassword(Ids.next("key"), "secret"))).kind())
                    .isEqualTo(RtspFailure.Kind.FORBIDDEN);
            assertThat(mtu.counters().stats().viewers()).isZero();
        } finally {
            mtu.end(relay);
            mtu.end(elsewhere);
        }
        assertThat(refusal(config(relay, relay.token())).kind()).as("after the relay's end").isEqualTo(RtspFailure.Kind.NOT_FOUND);
    }

    @Test
    void bearer_isTakenOverTlsOnly() throws Exception {
        var relay = mtu.relay(Ids.next("dev"));
        var viewer = new TestViewer();
        var bearer = new ClientCredentials.Bearer(relay.sessionId() + "." + relay.token());
        try (var device = new TestDevice(baseline)) {
            var ticket = Objects.requireNonNull(relay.answer().pu());
            device.dial(ticket);
            device.awaitPlay();
            var plain = ClientConfig.of(RtspUrl.parse(relay.rtsp()), bearer).withClearTextCredentials();
            assertThat(refusal(plain).kind()).isIn(RtspFailure.Kind.CREDENTIALS_NEEDED, RtspFailure.Kind.CREDENTIALS_WRONG);
            assertThat(mtu.cmu.verified).as("not even checked").doesNotContain(relay.sessionId() + " true");
            var tls = io.netty.handler.ssl.SslContextBuilder.forClient()
                    .trustManager(new java.io.ByteArrayInputStream(ticket.tlsCaPem().getFirst().getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                    .build();
            var url = RtspUrl.parse(Objects.requireNonNull(Objects.requireNonNull(relay.answer().urls()).rtsps()));
            try (var _ = RtspClient.connect(ClientConfig.of(url, bearer), group, tls, viewer)) {
                viewer.playing.get(10, TimeUnit.SECONDS);
                device.send(10);
                same(viewer.await(10), baseline, 0);
            }
        } finally {
            mtu.end(relay);
        }
    }

    @Test
    void expiredRelay_endsItsViewers() throws Exception {
        var relay = mtu.relay(Ids.next("dev"));
        var viewer = new TestViewer();
        try (var device = new TestDevice(baseline)) {
            device.dial(Objects.requireNonNull(relay.answer().pu()));
            device.awaitPlay();
            try (var _ = watch(relay, viewer)) {
                viewer.playing.get(10, TimeUnit.SECONDS);
                var patched = mtu.internal(
                        "PATCH", "/internal/v1/relays/" + relay.answer().relayId(), new vedette.contracts.sd.RelayPatch(null, 1000L), null);
                assertThat(patched.statusCode()).isEqualTo(204);
                assertThat(viewer.ended.get(10, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }

    private static RtspFailure refusal(ClientConfig config) throws Exception {
        var viewer = new TestViewer();
        try (var _ = RtspClient.connect(config, group, null, viewer)) {
            return Objects.requireNonNull(viewer.ended.get(15, TimeUnit.SECONDS), "refused expected");
        }
    }

    @Test
    void wrongTickets_areRefused() throws Exception {
        var relay = mtu.relay(Ids.next("dev"));
        var ticket = Objects.requireNonNull(relay.answer().pu());
        try (var device = new TestDevice(baseline);
                var other = new TestDevice(baseline)) {
            assertThat(other.dial(ticket.url(), "bm90LWEtdGlja2V0", ticket.tlsCaPem().getFirst())).isEqualTo(401);
            assertThat(other.dial(ticket.url(), Objects.requireNonNull(relay.answer().cuTicket()), ticket.tlsCaPem().getFirst())).isEqualTo(401);
            assertThat(device.dial(ticket)).isEqualTo(101);
            assertThat(other.dial(ticket)).as("used").isEqualTo(401);
        } finally {
            mtu.end(relay);
        }
        var second = mtu.relay(Ids.next("dev"));
        mtu.end(second);
        try (var device = new TestDevice(baseline)) {
            assertThat(device.dial(Objects.requireNonNull(second.answer().pu()))).as("relay ended").isEqualTo(401);
        }
    }

    @Test
    void lostUplink_isTakenUpByTheNextDial_andViewersGoOn() throws Exception {
        var relay = mtu.relay(Ids.next("dev"));
        var viewer = new TestViewer();
        try (var device = new TestDevice(baseline);
                var again = new TestDevice(baseline)) {
            device.dial(Objects.requireNonNull(relay.answer().pu()));
            device.awaitPlay();
            try (var _ = watch(relay, viewer)) {
                viewer.playing.get(10, TimeUnit.SECONDS);
                device.send(10);
                viewer.await(10);
                device.cut();
                var answer = mtu.internal("POST", "/internal/v1/relays/" + relay.answer().relayId() + ":ticket", null, null);
                assertThat(answer.statusCode()).isEqualTo(201);
                assertThat(again.dial(CmuStub.MAPPER.readValue(answer.body(), vedette.contracts.sd.RelayTicket.class))).isEqualTo(101);
                again.awaitPlay();
                again.send(10);
                var units = viewer.await(20);
                assertThat(viewer.damaged()).isZero();
                assertThat(units.get(10).idr()).isTrue();
                assertThat(units.get(10).pts90k()).isGreaterThan(units.get(9).pts90k());
                assertThat(viewer.packets().stream().map(p -> p.ssrc()).distinct()).hasSize(1);
            }
        } finally {
            mtu.end(relay);
        }
    }

    @Test
    void endOfTheRelay_endsItsViewersOnly() throws Exception {
        String deviceId = Ids.next("dev");
        var one = mtu.relay(deviceId);
        var two = mtu.relay(deviceId);
        var first = new TestViewer();
        var second = new TestViewer();
        try (var device = new TestDevice(baseline)) {
            device.dial(Objects.requireNonNull(one.answer().pu()));
            device.awaitPlay();
            try (var _ = watch(one, first);
                    var _ = watch(two, second)) {
                first.playing.get(10, TimeUnit.SECONDS);
                second.playing.get(10, TimeUnit.SECONDS);
                device.send(5);
                first.await(5);
                second.await(5);
                mtu.end(one);
                assertThat(first.ended.get(5, TimeUnit.SECONDS)).as("closed by the server").isNotNull();
                device.send(5);
                second.await(10);
                assertThat(first.count()).isEqualTo(5);
            }
        } finally {
            mtu.end(two);
        }
    }

    @Test
    void flow113_isRecorded() throws Exception {
        var relay = mtu.relay(Ids.next("dev"));
        var viewer = new TestViewer();
        try (var device = new TestDevice(baseline)) {
            device.dial(Objects.requireNonNull(relay.answer().pu()));
            device.awaitPlay();
            try (var _ = watch(relay, viewer)) {
                viewer.playing.get(10, TimeUnit.SECONDS);
                device.send(5);
                viewer.await(5);
            }
            assertThat(device.requests.getFirst().header("Vedette-Flow").orElse("")).contains("step=R09", relay.flowId());
        } finally {
            mtu.end(relay);
        }
        var expected = List.of("R03", "R05", "R07", "R10", "R11");
        RunningMtu.await("all steps", () -> mtu.cmu.flows.stream()
                .filter(e -> e.flowId().equals(relay.flowId()))
                .map(e -> e.step())
                .toList()
                .containsAll(expected));
        assertThat(mtu.cmu.checks.getLast().flow()).isNotNull();
        assertThat(Objects.requireNonNull(mtu.cmu.checks.getLast().flow()).step()).isEqualTo("R08");
        assertThat(mtu.cmu.flows.stream().filter(e -> e.flowId().equals(relay.flowId()) && e.step().equals("R11")).toList())
                .singleElement()
                .satisfies(e -> assertThat(e.reportedBy() + e.from() + e.to()).isEqualTo("mtumtucu"));
        RunningMtu.await("the path is told", () -> mtu.cmu.paths.containsKey(relay.sessionId()));
        assertThat(Objects.requireNonNull(mtu.cmu.paths.get(relay.sessionId())).kind()).isEqualTo("distributed");
    }
}

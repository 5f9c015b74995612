package vedette.mtu.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.mtu.relay.Relay;
import vedette.platform.error.VedetteException;
import vedette.platform.flow.FlowTrace;
import vedette.rtp.RtpPacket;
import vedette.rtp.sdp.MediaDescription;
import vedette.rtp.sdp.RtpMap;
import vedette.rtsp.netty.RtspMediaUnit;
import vedette.testkit.Seeded;

/** Streams and relays in simulated time. */
class DistributorTest {
    private static final String DEVICE = Ids.next("dev");
    private static final byte[] IDR = {0x65, (byte) 0x88, 1, 2};
    private static final byte[] P = {0x41, (byte) 0x9A, 1, 2};

    private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
    private final List<FlowEvent> flows = new ArrayList<>();
    private Distributor distributor;
    private int sequence;

    @BeforeEach
    void make() {
        var trace = new FlowTrace("mtu", flows::add, Clock.systemUTC(), now::get);
        distributor = new Distributor(
                () -> new DistributionAddresses("rtsp://h:1", null, "wss://h:2/v1/fmp4", "https://h:2/v1/reverse", "pem"),
                LiveStream.Limits.usual(),
                new RelayTrace.Recorder(trace, flows::add, Clock.systemUTC(), now::get),
                now::get,
                Runnable::run);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        distributor.tick();
    }

    private static Relay relay() {
        return new Relay(
                Ids.next("rly"), Ids.next("ses"), "distribute", new Relay.Source(DEVICE, "tnt_1", 1, "main"), List.of(), List.of(), Instant.now(),
                Instant.now().plusSeconds(900), null);
    }

    private static final class Line implements Uplink {
        int keyFrames;
        boolean closed;

        @Override
        public void requestKeyFrame(int track) {
            keyFrames++;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Watcher implements StreamViewer {
        final String relayId;
        final List<RtspMediaUnit> units = new ArrayList<>();
        final List<String> ends = new ArrayList<>();

        Watcher(String relayId) {
            this.relayId = relayId;
        }

        @Override
        public String relayId() {
            return relayId;
        }

        @Override
        public void unit(int track, RtspMediaUnit unit) {
            units.add(unit);
        }

        @Override
        public void ended(String reason) {
            ends.add(reason);
        }
    }

    private LiveStream connected(Relay relay, Line line) {
        distributor.create(relay);
        LiveStream stream = distributor.stream(new StreamKey(DEVICE, 1, "main")).orElseThrow();
        assertThat(stream.attach(line)).isTrue();
        describe(stream, line, "H264");
        return stream;
    }

    private static void describe(LiveStream stream, Line line, String codec) {
        var media = new MediaDescription("video", 0, "RTP/AVP", List.of("96"), List.of());
        stream.described(line, new StreamInfo(List.of(new StreamInfo.Track(media, new RtpMap(96, codec, 90_000, 1)))));
    }

    private void picture(LiveStream stream, Line line, byte[] payload, long timestamp) {
        stream.rtp(line, 0, RtpPacket.of(96, true, sequence++, timestamp, 7, payload));
    }

    @Test
    void uplink_isTornDownTenSecondsAfterTheLastViewer() {
        var relay = relay();
        var line = new Line();
        var stream = connected(relay, line);
        var viewer = new Watcher(relay.relayId());
        assertThat(stream.join(viewer)).isNotNull();
        pass(Duration.ofMinutes(5));
        assertThat(line.closed).isFalse();
        stream.leave(viewer);
        pass(Duration.ofMillis(9_999));
        assertThat(line.closed).isFalse();
        assertThat(distributor.load().uplinks()).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(line.closed).isTrue();
        assertThat(distributor.load().uplinks()).isZero();
        assertThat(distributor.stream(stream.key())).isEmpty();
        assertThat(viewer.ends).isEmpty();
    }

    @Test
    void returningViewer_keepsTheUplink() {
        var relay = relay();
        var line = new Line();
        var stream = connected(relay, line);
        var viewer = new Watcher(relay.relayId());
        stream.join(viewer);
        stream.leave(viewer);
        pass(Duration.ofSeconds(9));
        stream.join(viewer);
        pass(Duration.ofSeconds(60));
        assertThat(line.closed).isFalse();
    }

    @Test
    void viewers_waitThirtySecondsForALostUplink() {
        var relay = relay();
        var line = new Line();
        var stream = connected(relay, line);
        var viewer = new Watcher(relay.relayId());
        stream.join(viewer);
        stream.detached(line, "lost");
        pass(Duration.ofMillis(29_999));
        assertThat(viewer.ends).isEmpty();
        assertThat(distributor.ticket(relay.relayId()).ticket()).isNotBlank();
        pass(Duration.ofMillis(1));
        assertThat(viewer.ends).containsExactly("uplink-lost");
        assertThatExceptionOfType(VedetteException.class)
                .isThrownBy(() -> distributor.ticket(relay.relayId()))
                .satisfies(e -> assertThat(e.code()).isEqualTo("relay-not-found"));
    }

    @Test
    void deviceOfAnEndedRelay_mayDialAgain_whileOthersWatch() {
        var first = relay();
        var second = relay();
        var line = new Line();
        var stream = connected(first, line);
        assertThat(distributor.create(second).pu()).isNull();
        stream.join(new Watcher(second.relayId()));
        distributor.delete(first.relayId(), "session-ended");
        stream.detached(line, "lost");
        var ticket = distributor.ticket(first.relayId()).ticket();
        assertThat(distributor.redeemUplink(ticket).orElseThrow().id()).isEqualTo(second.relayId());
    }

    @Test
    void tickets_openOnce_forOneUse_forThirtySeconds_andWhileTheirRelayLives() {
        var relay = relay();
        var offer = distributor.create(relay);
        var uplink = Objects.requireNonNull(offer.pu()).ticket();
        assertThat(distributor.redeemViewer(uplink)).isEmpty();
        assertThat(distributor.redeemUplink(offer.cuTicket())).isEmpty();
        assertThat(distributor.redeemUplink(uplink)).isPresent();
        assertThat(distributor.redeemUplink(uplink)).isEmpty();
        now.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(distributor.redeemViewer(offer.cuTicket())).isEmpty();
        var other = relay();
        var later = distributor.create(other).cuTicket();
        distributor.delete(other.relayId(), "session-ended");
        assertThat(distributor.redeemViewer(later)).isEmpty();
    }

    @Test
    void requestsForAnIntraPicture_becomeOnePerSecond() {
        var relay = relay();
        var line = new Line();
        var stream = connected(relay, line);
        picture(stream, line, IDR, 0);
        for (int i = 0; i < 50; i++) {
            stream.requestKeyFrame(0);
        }
        assertThat(line.keyFrames).isEqualTo(1);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        stream.requestKeyFrame(0);
        assertThat(line.keyFrames).isEqualTo(2);
    }

    @Test
    void newViewer_startsWithTheLastIntraPicture() {
        var relay = relay();
        var line = new Line();
        var stream = connected(relay, line);
        picture(stream, line, P, 0);
        var tooEarly = new Watcher(relay.relayId());
        stream.join(tooEarly);
        assertThat(tooEarly.units).isEmpty();
        picture(stream, line, IDR, 3600);
        picture(stream, line, P, 7200);
        picture(stream, line, IDR, 10_800);
        picture(stream, line, P, 14_400);
        var viewer = new Watcher(relay.relayId());
        var begins = Objects.requireNonNull(stream.join(viewer));
        assertThat(viewer.units).extracting(RtspMediaUnit::key).containsExactly(true, false);
        assertThat(begins).singleElement().satisfies(i -> assertThat(i.rtpTimestamp()).isEqualTo(10_800));
        assertThat(viewer.units.getFirst()).as("shared, not copied").isSameAs(tooEarly.units.get(2));
    }

    @Test
    void nextUplink_goesOnWhereTheLastOneStopped() {
        var relay = relay();
        var line = new Line();
        var stream = connected(relay, line);
        var viewer = new Watcher(relay.relayId());
        stream.join(viewer);
        picture(stream, line, IDR, 0xFFFF_FFF0L);
        stream.detached(line, "lost");
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        var again = new Line();
        stream.attach(again);
        describe(stream, again, "H264");
        stream.rtp(again, 0, RtpPacket.of(96, true, 40_000, 123, 99, IDR));
        var packets = viewer.units.stream().map(u -> u.packets().getFirst()).toList();
        assertThat(packets).extracting(RtpPacket::ssrc).containsExactly(7L, 7L);
        assertThat(packets).extracting(RtpPacket::sequenceNumber).containsExactly(0, 1);
        assertThat(packets.get(1).timestamp()).isEqualTo(0xFFFF_FFF0L + 180_000 & 0xFFFF_FFFFL);
        stream.rtp(line, 0, RtpPacket.of(96, true, 1, 1, 7, IDR));
        assertThat(viewer.units).as("nothing more from the old uplink").hasSize(2);
    }

    @Test
    void otherCodecAfterRedial_endsTheViewers() {
        var relay = relay();
        var line = new Line();
        var stream = connected(relay, line);
        var viewer = new Watcher(relay.relayId());
        stream.join(viewer);
        var again = new Line();
        stream.attach(again);
        assertThat(line.closed).isTrue();
        describe(stream, again, "H265");
        assertThat(viewer.ends).containsExactly("stream-changed");
    }

    @Test
    void markerOnParameterSets_endsNoPicture() {
        var media = new MediaDescription("video", 0, "RTP/AVP", List.of("96"), List.of());
        var assembler = new UnitAssembler(new StreamInfo.Track(media, new RtpMap(96, "H264", 90_000, 1)));
        byte[] sets = {0x18, 0, 3, 0x67, 1, 2, 0, 2, 0x68, 1};
        assertThat(assembler.push(RtpPacket.of(96, true, 1, 10, 1, sets))).isEmpty();
        assertThat(assembler.push(RtpPacket.of(96, true, 2, 10, 1, IDR)))
                .singleElement()
                .satisfies(u -> assertThat(u.packets()).hasSize(2))
                .satisfies(u -> assertThat(u.key()).isTrue());
        assertThat(assembler.push(RtpPacket.of(96, false, 3, 20, 1, P))).isEmpty();
        assertThat(assembler.push(RtpPacket.of(96, true, 4, 30, 1, P))).as("a new timestamp ends a picture too").hasSize(2);
    }

    @Test
    void anyPayload_isReadWithoutFailure() {
        Seeded.rounds(2_000, random -> {
            byte[] payload = new byte[random.nextInt(40)];
            random.nextBytes(payload);
            for (var kind : PictureStarts.values()) {
                kind.isKey(payload);
                kind.hasSlice(payload);
            }
        });
    }

    @Test
    void groupsLongerThanTheLimit_areForgotten() {
        var group = new GroupOfPictures(100, 10);
        var unit = RtspMediaUnit.of(List.of(RtpPacket.of(96, true, 1, 1, 1, new byte[40])), true);
        group.add(0, unit, true);
        assertThat(group.entries()).hasSize(1);
        group.add(0, unit, false);
        assertThat(group.entries()).as("104 bytes").isEmpty();
        group.add(0, unit, false);
        assertThat(group.entries()).as("nothing before the next start").isEmpty();
    }

    @Test
    void paths_areRead() {
        assertThat(StreamKey.parse("/live/" + DEVICE + "/1/sub")).contains(new StreamKey(DEVICE, 1, "sub"));
        assertThat(StreamKey.parse("/live/" + DEVICE + "/0/sub")).isEmpty();
        assertThat(StreamKey.parse("/live/" + DEVICE + "/1/sub/../main")).isEmpty();
        assertThat(StreamKey.parse("/rec/1")).isEmpty();
    }
}

package vedette.pu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.device.DeviceJson;
import vedette.pu.netty.FakeMtu;
import vedette.rtp.RtpPacket;
import vedette.rtsp.client.ClientTrack;
import vedette.rtsp.client.RtspFailure;
import vedette.rtsp.netty.RtspClient;
import vedette.rtsp.netty.RtspClientListener;

/** The unit dials an MTU and serves its stream on that connection. */
@Timeout(120)
class PremisesUnitRelayIT {
    private static final String RELAY = Ids.next("rly");

    @TempDir
    Path directory;

    private PuFixture fixture;
    private PremisesUnit unit;
    private FakeMtu mtu;

    @BeforeEach
    void start() throws Exception {
        fixture = new PuFixture();
        unit = fixture.start(directory, PuOptions.loopback(0));
        mtu = new FakeMtu(fixture.platform);
    }

    @AfterEach
    void close() throws Exception {
        mtu.close();
        fixture.close();
    }

    private static final class Viewer implements RtspClientListener {
        final Semaphore packets = new Semaphore(0);
        final BlockingQueue<Long> keyFrames = new LinkedBlockingQueue<>();
        final CountDownLatch ended = new CountDownLatch(1);
        volatile @Nullable RtspFailure failure;

        @Override
        public void rtp(ClientTrack track, RtpPacket packet) {
            packets.release();
            if (beginsKeyFrame(packet.payload())) {
                keyFrames.add(packet.timestamp());
            }
        }

        @Override
        public void ended(@Nullable RtspFailure why) {
            failure = why;
            ended.countDown();
        }
    }

    /** RFC 6184: an IDR slice alone, or the first fragment of one. */
    private static boolean beginsKeyFrame(byte[] payload) {
        int type = payload[0] & 0x1F;
        return type == 5 || type == 28 && (payload[1] & 0x9F) == 0x85;
    }

    @Test
    void pictureLossOnTheUplink_makesAKeyFrame() throws Exception {
        mtu.ticket = "ticket-1";
        order(RELAY, "main");
        Viewer viewer = new Viewer();
        RtspClient client = dialled().play(path("main"), viewer);
        List<Long> gaps = new ArrayList<>();
        Long last = viewer.keyFrames.poll(20, TimeUnit.SECONDS);
        for (int i = 0; i < 4; i++) {
            client.requestKeyFrame(0);
            Long next = viewer.keyFrames.poll(20, TimeUnit.SECONDS);
            assertThat(last).isNotNull();
            assertThat(next).isNotNull();
            gaps.add(next - last);
            last = next;
        }
        assertThat(gaps).as("in ticks of 1/90,000 s; unasked there is one every two seconds").anyMatch(gap -> gap > 0 && gap < 150_000);
    }

    private JsonNode order(String relayId, String stream) throws Exception {
        ObjectNode params = DeviceJson.object()
                .put("relay_id", relayId)
                .put("channel", 1)
                .put("stream", stream)
                .put("url", mtu.url())
                .put("ticket", mtu.ticket);
        params.putArray("tls_ca_pem").add(fixture.platform.authorityPem());
        params.putObject("flow").put("flow", "11.3").put("flow_id", PuFixture.FLOW).put("step", "R04");
        return fixture.scu.call("media.relay.connect", params).get(10, TimeUnit.SECONDS);
    }

    private FakeMtu.Dialled dialled() throws InterruptedException {
        FakeMtu.Dialled dialled = mtu.dialled.poll(20, TimeUnit.SECONDS);
        assertThat(dialled).isNotNull();
        return dialled;
    }

    private String path(String stream) {
        return "/live/" + unit.deviceId().orElseThrow() + "/1/" + stream;
    }

    @Test
    void order_isDialledServedAndReported() throws Exception {
        mtu.ticket = "ticket-1";
        assertThat(order(RELAY, "main").path("ok").asBoolean()).isTrue();
        FakeMtu.Dialled dialled = dialled();
        assertThat(dialled.upgrade()).isEqualTo("vedette-rtsp/1");
        Viewer viewer = new Viewer();
        RtspClient client = dialled.play(path("main"), viewer);
        assertThat(viewer.packets.tryAcquire(50, 20, TimeUnit.SECONDS)).isTrue();
        boolean reported = false;
        while (!reported) {
            for (JsonNode event : fixture.scu.awaitRequest("flow.report").path("params").path("events")) {
                reported |= event.path("step").asString("").equals("R09")
                        && event.path("flow_id").asString("").equals(PuFixture.FLOW)
                        && event.path("from").asString("").equals("mtu");
            }
        }
        client.close();
        assertThat(viewer.ended.await(10, TimeUnit.SECONDS)).isTrue();
        dialled.cut();
        assertThat(mtu.dialled.poll(3, TimeUnit.SECONDS)).as("TEARDOWN is the end").isNull();
    }

    @Test
    void brokenUplink_isDialledAgainWithANewTicket_untilItIsGone() throws Exception {
        mtu.ticket = "ticket-1";
        fixture.scu.on("media.relay.ticket", params -> {
            assertThat(params.path("relay_id").asString()).isEqualTo(RELAY);
            mtu.ticket = "ticket-2";
            ObjectNode answer = DeviceJson.object().put("url", mtu.url()).put("ticket", "ticket-2");
            answer.putArray("tls_ca_pem");
            return answer;
        });
        order(RELAY, "main");
        dialled().cut();
        FakeMtu.Dialled again = dialled();
        assertThat(again.ticket()).isEqualTo("Bearer ticket-2");
        Viewer viewer = new Viewer();
        again.play(path("main"), viewer);
        assertThat(viewer.packets.tryAcquire(5, 20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void otherStreams_areNotServed_andUplinksAreBounded() throws Exception {
        mtu.ticket = "ticket-1";
        order(RELAY, "sub");
        Viewer viewer = new Viewer();
        dialled().play(path("main"), viewer);
        assertThat(viewer.ended.await(20, TimeUnit.SECONDS)).isTrue();
        RtspFailure failure = viewer.failure;
        assertThat(failure).isNotNull();
        assertThat(failure.status()).isEqualTo(404);
        for (int i = 0; i < 3; i++) {
            assertThat(order(Ids.next("rly"), "main").path("ok").asBoolean()).isTrue();
        }
        assertThat(order(Ids.next("rly"), "main").toString()).contains("too-many-uplinks");
    }
}

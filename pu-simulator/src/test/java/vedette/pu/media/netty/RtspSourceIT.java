package vedette.pu.media.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vedette.pu.media.CameraAddress;
import vedette.pu.media.Collector;
import vedette.pu.media.RtspCamera;
import vedette.pu.media.RtspSource;
import vedette.pu.media.SourceInfo;
import vedette.pu.media.StreamRequest;
import vedette.rtp.g711.G711;
import vedette.rtp.h264.AccessUnit;
import vedette.testkit.Covers;
import vedette.testkit.FreePorts;
import vedette.testkit.Timecode;
import vedette.testkit.TimecodeReader;
import vedette.testkit.ToneDetector;

/** An RTSP camera as a source, against our own RTSP server over loopback. */
class RtspSourceIT {

    private static CameraDouble camera;
    private static RtspCameraConnector connector;

    @BeforeAll
    static void start() {
        camera = new CameraDouble(0);
        connector = new RtspCameraConnector();
    }

    @AfterAll
    static void stop() {
        connector.close();
        camera.close();
    }

    private static CameraAddress address(int port, String path, String password) {
        return CameraAddress.of("rtsp://127.0.0.1:" + port + path, "admin", password);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Covers({"H6264-6.3.2-1a", "H6264-6.3.2-1b", "H6264-6.3.1-7"})
    void pictureAndSound_passUntouched_overTcpAndUdp(boolean udp) {
        var settings =
                RtspCamera.of("Door", address(camera.port(), "/main", "secret").withUdp(udp), null);
        try (var source = new RtspSource(settings, connector)) {
            var sink = new Collector(60);
            source.open(StreamRequest.of("main"), sink);
            List<AccessUnit> units = sink.awaitFull();
            sink.awaitPackets(100);
            var reader = new TimecodeReader();
            List<Timecode> codes = new ArrayList<>();
            for (AccessUnit unit : units) {
                codes.add(reader.decode(unit.nalUnits()).timecode().orElseThrow());
            }
            // A busy machine may make the camera skip a picture, but none is lost or changes places on the way.
            assertThat(codes.stream().map(Timecode::frame)).isSorted().doesNotHaveDuplicates();
            assertThat(codes.getLast().frame() - codes.getFirst().frame()).isBetween(59L, 65L);
            SourceInfo info = source.info();
            assertThat(info.kind()).isEqualTo(SourceInfo.Kind.RTSP);
            assertThat(info.adaptable()).isFalse();
            assertThat(info.reordersFrames()).isFalse();
            assertThat(info.audioCodec()).isEqualTo("PCMA");
            assertThat(info.stream("main").orElseThrow().width()).isEqualTo(352);
            assertThat(info.stream("main").orElseThrow().fps()).isEqualTo(15);
            assertThat(sink.formats().getFirst().audio()).isTrue();
            assertThat(tones(sink)).isGreaterThan(60);
            // The camera beeps at whole seconds of its clock; the timecode tells that clock's place on the time line.
            double clock =
                    codes.getLast().captureMillis() / 1000.0 - units.getLast().pts90k() / 90_000.0;
            double beep = clock + firstBeepSeconds(sink);
            assertThat(beep).isCloseTo(Math.round(beep), within(0.2));
        }
    }

    private static double firstBeepSeconds(Collector sink) {
        for (int i = 1; i < sink.packets().size(); i++) {
            if (beeps(sink.packets().get(i)) && !beeps(sink.packets().get(i - 1))) {
                return sink.timestamps().get(i) / 8_000.0;
            }
        }
        throw new AssertionError("no beep");
    }

    private static boolean beeps(byte[] packet) {
        return ToneDetector.share(G711.A_LAW.decode(packet), 8_000, 1_000) > 0.5;
    }

    private static long tones(Collector sink) {
        return sink.packets().stream()
                .map(G711.A_LAW::decode)
                .filter(pcm -> ToneDetector.share(pcm, 8_000, 440) > 0.7)
                .count();
    }

    @Test
    void laterViewer_getsAPictureAtOnce() {
        try (var source =
                new RtspSource(RtspCamera.of("Door", address(camera.port(), "/main", "secret"), null), connector)) {
            var first = new Collector(20);
            source.open(StreamRequest.of("main"), first);
            first.awaitFull();
            var second = new Collector(1);
            long before = System.nanoTime();
            source.open(StreamRequest.of("sub"), second);
            assertThat(second.awaitFull().getFirst().idr()).isTrue();
            assertThat(System.nanoTime() - before).isLessThan(500_000_000);
        }
    }

    @Test
    void lostCamera_isFoundAgain_withRisingTimes() {
        int port = FreePorts.tcp();
        var first = new CameraDouble(port);
        try (var source = new RtspSource(RtspCamera.of("Door", address(port, "/main", "secret"), null), connector)) {
            var sink = new Collector(10_000);
            source.open(StreamRequest.of("main"), sink);
            sink.awaitPictures(20);
            first.close();
            int before = sink.units().size();
            try (var _ = new CameraDouble(port)) {
                List<AccessUnit> units = sink.awaitPictures(before + 40);
                assertThat(units.stream().map(AccessUnit::pts90k)).isSorted().doesNotHaveDuplicates();
                assertThat(source.problem()).isEmpty();
            }
        }
    }

    @Test
    void probe_saysWhatIsWrong_inPlainWords() {
        int port = camera.port();
        assertThat(probe(address(port, "/main", "secret"))).isEqualTo("H.264, 352x288");
        assertThat(probe(address(port, "/main", "wrong"))).contains("wrong password");
        assertThat(probe(CameraAddress.of("rtsp://127.0.0.1:" + port + "/main", "", "")))
                .contains("enter them");
        assertThat(probe(address(port, "/h265", "secret"))).contains("H.265 only");
        assertThat(probe(address(port, "/dark", "secret"))).contains("no video in 5 s");
        assertThat(probe(address(FreePorts.tcp(), "/main", "secret"))).contains("connection refused");
        assertThat(probe(CameraAddress.of("http://127.0.0.1/", "", ""))).contains("not the address of an RTSP camera");
        assertThat(probe(CameraAddress.of("rtsp://u:p@127.0.0.1/", "", "")))
                .contains("without user and password")
                .doesNotContain("u:p");
        assertThat(address(port, "/main", "secret").toString())
                .doesNotContain("secret")
                .doesNotContain("admin");
    }

    private static String probe(CameraAddress address) {
        return RtspSource.probe(connector, address).message();
    }
}

package vedette.pu.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vedette.pu.media.scene.SceneKind;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.NalUnits;
import vedette.rtp.h264.SequenceParameterSet;
import vedette.testkit.Covers;
import vedette.testkit.TimecodeReader;

/** In virtual time: sizes, rates, timecodes, sharing and adaptation of the synthetic camera, read back by JCodec. */
class SyntheticSourceTest {

    private final VirtualClock clock = new VirtualClock();
    private final SyntheticSource source =
            new SyntheticSource(SyntheticSettings.of("Front yard", SceneKind.YARD, 7), clock);

    @AfterEach
    void close() {
        source.close();
    }

    @ParameterizedTest
    @CsvSource({"352,288", "704,576", "1280,720"})
    @Covers({"H6264-6.1.3-c", "H6264-7.4-1"})
    void menuSize_isTheDecodedSize_andTimecodesRiseByOne(int width, int height) throws Exception {
        var sink = new Collector(40);
        source.open(new StreamRequest("main", width, height, 0, 0, false), sink);
        List<AccessUnit> units = sink.awaitFull();
        MediaFormat format = sink.formats().getFirst();
        assertThat(format.width()).isEqualTo(width);
        assertThat(format.height()).isEqualTo(height);
        SequenceParameterSet sps = SequenceParameterSet.parse(format.sps());
        assertThat(sps.width()).isEqualTo(width);
        assertThat(sps.height()).isEqualTo(height);
        assertThat(sps.reordersFrames()).isFalse();
        assertThat(sps.profileLevelId()).startsWith("42c0");
        var reader = new TimecodeReader();
        List<Long> frames = new ArrayList<>();
        for (int i = 0; i < units.size(); i++) {
            TimecodeReader.Frame frame = reader.decode(units.get(i).nalUnits());
            assertThat(frame.width()).isEqualTo(width);
            assertThat(frame.height()).isEqualTo(height);
            var timecode = frame.timecode().orElseThrow();
            frames.add(timecode.frame());
            assertThat(timecode.captureMillis())
                    .isEqualTo(sink.captures().get(i).toEpochMilli());
        }
        assertThat(frames).isEqualTo(risingFrom(frames.getFirst(), frames.size()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 15, 25})
    @Covers("H6264-6.1.3-d")
    void frameRate_isAsAsked(int fps) {
        var sink = new Collector(20 * fps + 1);
        source.open(new StreamRequest("main", 352, 288, fps, 256, false), sink);
        List<AccessUnit> units = sink.awaitFull();
        double seconds = (units.getLast().pts90k() - units.getFirst().pts90k()) / 90_000.0;
        assertThat((units.size() - 1) / seconds).isCloseTo(fps, within(0.1 * fps));
        assertThat(source.info().stream("main").orElseThrow().fps()).isEqualTo(25);
    }

    @ParameterizedTest
    @CsvSource({"352,288,15,256", "352,288,25,128", "704,576,15,400", "1280,720,25,600", "352,288,1,64"})
    @Covers({"H6264-7-f", "H6264-7.4-2"})
    void bitRate_staysWithinTheLimit(int width, int height, int fps, int kbps) {
        var sink = new Collector(10 * fps);
        source.open(new StreamRequest("main", width, height, fps, kbps, false), sink);
        long bytes = sink.awaitFull().stream().mapToLong(AccessUnit::sizeBytes).sum();
        assertThat(bytes * 8 / 10 / 1000).isLessThanOrEqualTo(kbps * 11L / 10);
        assertThat(sink.formats().getFirst().kbps()).isEqualTo(kbps);
    }

    @Test
    void firstPicture_isIdrWithParameterSets_andIdrFollowsARequestWithinTwoPictures() {
        var sink = new Collector(200);
        var subscription = source.open(new StreamRequest("sub", 0, 0, 15, 0, false), sink);
        // Not the 15 pictures of a whole second: the regular IDR pictures come every 30.
        int seen = sink.awaitPictures(8).size();
        subscription.requestKeyFrame();
        Instant asked = clock.wall();
        sink.await(c -> c.captures().stream().filter(asked::isBefore).count() >= 2, "two pictures after the request");
        List<AccessUnit> units = sink.units();
        assertThat(units.getFirst().idr()).isTrue();
        assertThat(units.getFirst().nalUnits().stream().map(NalUnits::type)).startsWith(NalUnits.SPS, NalUnits.PPS);
        long before = sink.captures().stream().filter(c -> !c.isAfter(asked)).count();
        assertThat(units.subList(seen, (int) before + 2)).anyMatch(AccessUnit::idr);
    }

    @Test
    void twoViewersWithEqualNeeds_shareOneEncoder() {
        var first = new Collector(30);
        var second = new Collector(30);
        var one = source.open(new StreamRequest("sub", 0, 0, 0, 0, false), first);
        first.awaitPictures(10);
        var two = source.open(new StreamRequest("sub", 0, 0, 0, 0, false), second);
        assertThat(source.encoders()).isEqualTo(1);
        first.awaitFull();
        assertThat(second.awaitFull().getFirst().idr()).isTrue();
        one.close();
        assertThat(source.encoders()).isEqualTo(1);
        two.close();
        assertThat(source.encoders()).isZero();
    }

    @Test
    void nothingRuns_whenNobodyWatches() throws Exception {
        var sink = new Collector(5);
        var subscription = source.open(StreamRequest.of("sub"), sink);
        sink.awaitFull();
        List<Thread> running = mediaThreads();
        assertThat(running).hasSizeGreaterThanOrEqualTo(2);
        subscription.close();
        for (Thread thread : running) {
            thread.join(5_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    @Test
    void blockedAndFailingSinks_harmNobodyElse() {
        var latch = new CountDownLatch(1);
        var good = new Collector(100);
        var request = new StreamRequest("sub", 0, 0, 0, 0, false);
        source.open(request, new Forwarding(new Collector(1)) {
            @Override
            public void video(AccessUnit unit, Instant captureTime) {
                try {
                    boolean unused = latch.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        source.open(request, new Forwarding(new Collector(1)) {
            @Override
            public void video(AccessUnit unit, Instant captureTime) {
                throw new IllegalStateException("broken viewer");
            }
        });
        source.open(request, good);
        assertThat(good.awaitFull()).hasSize(100);
        latch.countDown();
    }

    @Test
    void resume_beginsWithIdr_andModify_changesTheFormat() {
        var sink = new Collector(1_000);
        var subscription = source.open(new StreamRequest("sub", 0, 0, 0, 0, false), sink);
        sink.awaitPictures(10);
        subscription.pause();
        subscription.resume();
        int before = sink.units().size();
        sink.awaitPictures(before + 10);
        subscription.modify(new StreamRequest("main", 704, 576, 10, 300, false));
        sink.await(c -> c.formats().stream().anyMatch(f -> f.width() == 704), "a D1 format");
        assertThat(subscription.request().fpsMax()).isEqualTo(10);
        sink.awaitPictures(sink.units().size() + 10);
        List<Long> pts = sink.units().stream().map(AccessUnit::pts90k).toList();
        assertThat(pts).isSorted().doesNotHaveDuplicates();
        assertThat(source.encoders()).isEqualTo(1);
    }

    @Test
    void bitrateOfTheOnlyViewer_changesInPlace_withoutExtraIdr() {
        var low = measuredKbps(96);
        var high = measuredKbps(256);
        assertThat(low).isLessThanOrEqualTo(96 * 1.1);
        assertThat(high).isGreaterThan(low * 1.2).isLessThanOrEqualTo(256 * 1.1);
    }

    private double measuredKbps(int kbps) {
        var sink = new Collector(300);
        try (var subscription = source.open(new StreamRequest("sub", 0, 0, 15, 256, false), sink)) {
            sink.awaitPictures(5);
            subscription.bitrate(kbps);
            List<AccessUnit> units = sink.awaitFull().subList(120, 300);
            assertThat(units.stream().filter(AccessUnit::idr).count()).isEqualTo(6);
            return units.stream().mapToLong(AccessUnit::sizeBytes).sum() * 8 / 12.0 / 1000;
        }
    }

    @Test
    void slowNetworkOfOneViewer_doesNotSpoilTheOthersPicture() {
        var request = new StreamRequest("sub", 0, 0, 0, 0, false);
        var slow = source.open(request, new Collector(10));
        source.open(request, new Collector(10));
        slow.bitrate(64);
        assertThat(source.encoders()).isEqualTo(2);
    }

    @Test
    void encodersAreBounded_andLimitsTooLowAreExplained() {
        for (int fps = 1; fps <= SyntheticSource.ENCODERS_MAX; fps++) {
            source.open(new StreamRequest("sub", 0, 0, fps, 64, false), new Collector(1));
        }
        assertThat(source.encoders()).isEqualTo(SyntheticSource.ENCODERS_MAX);
        var shared = new Collector(3);
        source.open(new StreamRequest("main", 0, 0, 0, 0, false), shared);
        shared.awaitFull();
        assertThat(source.encoders()).isEqualTo(SyntheticSource.ENCODERS_MAX);
        assertThatThrownBy(() -> source.open(new StreamRequest("sub", 176, 144, 0, 0, false), new Collector(1)))
                .isInstanceOf(MediaException.class)
                .hasMessageContaining("encoders");
        assertThatThrownBy(() -> source.open(new StreamRequest("sub", 100, 100, 0, 0, false), new Collector(1)))
                .isInstanceOf(MediaException.class)
                .hasMessageContaining("at least 176x144");
    }

    @Test
    void closing_endsViewersWithAReason() {
        var sink = new Collector(5);
        source.open(StreamRequest.of("main"), sink);
        source.close();
        assertThat(sink.awaitEnd()).contains("switched off");
        assertThatThrownBy(() -> source.open(StreamRequest.of("main"), sink)).isInstanceOf(MediaException.class);
    }

    private static List<Thread> mediaThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(t -> t.getName().startsWith("scene-") || t.getName().startsWith("tone-"))
                .toList();
    }

    private static List<Long> risingFrom(long first, int count) {
        List<Long> out = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            out.add(first + i);
        }
        return out;
    }
}

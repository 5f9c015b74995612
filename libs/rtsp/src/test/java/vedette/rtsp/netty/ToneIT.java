package vedette.rtsp.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vedette.rtp.g711.G711;
import vedette.rtp.sdp.SdpParseException;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.server.DescribeResult;
import vedette.rtsp.server.PlayRequest;
import vedette.rtsp.server.PlayResult;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.RtspVerdict;
import vedette.rtsp.server.ServerConfig;
import vedette.testkit.Covers;
import vedette.testkit.Processes;
import vedette.testkit.ToneDetector;

/** A tone in both laws of G.711, decoded by ffmpeg (ITU-T G.711, RFC 3551 §4.5.14). */
class ToneIT implements RtspHandler {
    private static final double TONE_HZ = 1000;

    private final ScheduledExecutorService pacer = Executors.newSingleThreadScheduledExecutor();
    private RtspServer server;

    @BeforeEach
    void start() {
        server = RtspServer.start(RtspServerOptions.of(TestStream.loopback(0), ServerConfig.of("vedette")), this);
    }

    @AfterEach
    void stop() {
        pacer.shutdownNow();
        server.close();
    }

    @Override
    public CompletionStage<RtspVerdict> authorize(RtspRequestInfo request) {
        return CompletableFuture.completedFuture(
                RtspVerdict.allowed(G711.valueOf(request.path().substring(1))));
    }

    @Override
    public CompletionStage<DescribeResult> describe(RtspRequestInfo request, @Nullable Object attachment) {
        try {
            return CompletableFuture.completedFuture(DescribeResult.live(
                    SessionDescription.parse("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=tone\r\nt=0 0\r\nm=audio 0 RTP/AVP "
                            + law(attachment).payloadType() + "\r\n")));
        } catch (SdpParseException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static G711 law(@Nullable Object attachment) {
        return (G711) java.util.Objects.requireNonNull(attachment);
    }

    @Override
    public CompletionStage<PlayResult> play(RtspSession session, PlayRequest request) {
        var law = law(session.attachment());
        int samples = G711.samplesPerPacket(G711.PACKET_MILLIS_DEFAULT);
        var sent = new java.util.concurrent.atomic.AtomicInteger();
        pacer.scheduleAtFixedRate(
                () -> {
                    int number = sent.getAndIncrement();
                    var sound = new short[samples];
                    for (int i = 0; i < samples; i++) {
                        sound[i] = (short) (12_000
                                * Math.sin(2 * Math.PI * TONE_HZ * (number * samples + i) / G711.CLOCK_RATE_HZ));
                    }
                    var packet =
                            law.packet(number == 0, number & 0xFFFF, (long) number * samples, 7, law.encode(sound));
                    session.senders().getFirst().send(List.of(packet), true);
                },
                0,
                G711.PACKET_MILLIS_DEFAULT,
                TimeUnit.MILLISECONDS);
        return CompletableFuture.completedFuture(PlayResult.live(List.of()));
    }

    @ParameterizedTest
    @EnumSource
    @Covers("H6264-6.3.2-1b")
    void ffmpegHearsTheTone(G711 law) {
        var pcm = Processes.run(
                        Duration.ofSeconds(20),
                        "/usr/bin/ffmpeg",
                        "-v",
                        "error",
                        "-rtsp_transport",
                        "tcp",
                        "-i",
                        "rtsp://127.0.0.1:" + server.port() + "/" + law.name(),
                        "-t",
                        "1",
                        "-f",
                        "s16le",
                        "-")
                .out();
        var samples = new short[pcm.length / 2];
        ByteBuffer.wrap(pcm).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        assertThat(samples.length).isBetween(7000, 9000);
        assertThat(ToneDetector.share(samples, G711.CLOCK_RATE_HZ, TONE_HZ)).isGreaterThan(0.95);
        assertThat(ToneDetector.level(samples, 1000, 4000)).isBetween(8000.0, 9000.0);
    }
}

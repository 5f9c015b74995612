package vedette.pu.media;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264ParseException;
import vedette.rtp.h264.NalUnits;
import vedette.rtp.h264.SequenceParameterSet;

/**
 * Any RTSP camera as a source: H.264 passes untouched, G.711 sound too. Lost connections are made again after 1, 2,
 * 4 … 30 s while viewers stay; the pictures since the last IDR picture are kept, so that a new viewer sees one at once.
 */
public final class RtspSource implements MediaSource {

    /** Longest time a {@link #probe} takes. */
    public static final Duration PROBE_MAX = Duration.ofSeconds(15);

    private final RtspCamera camera;
    private final ScheduledExecutorService executor;
    private final RtspStream main;
    private final @Nullable RtspStream sub;
    private volatile boolean closed;

    /**
     * Begins to connect if the camera is to be kept connected.
     *
     * @param connector shared by all cameras of a process
     */
    public RtspSource(RtspCamera camera, CameraConnector connector) {
        this.camera = camera;
        executor = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("camera-" + camera.name()).factory());
        main = new RtspStream(StreamInfo.MAIN, camera, camera.main(), connector, executor);
        CameraAddress second = camera.sub();
        sub = second == null ? null : new RtspStream(StreamInfo.SUB, camera, second, connector, executor);
        streams().forEach(RtspStream::start);
    }

    private List<RtspStream> streams() {
        return sub == null ? List.of(main) : List.of(main, sub);
    }

    @Override
    public SourceInfo info() {
        List<StreamInfo> streams = streams().stream().map(RtspStream::info).toList();
        return new SourceInfo(
                camera.name(),
                SourceInfo.Kind.RTSP,
                streams,
                streams.stream()
                        .filter(s -> s.width() > 0)
                        .map(s -> new VideoProfile(s.width() + "x" + s.height(), s.width(), s.height(), s.kbps()))
                        .toList(),
                main.hasAudio() ? "PCMA" : null,
                false,
                streams().stream().anyMatch(RtspStream::reordersFrames));
    }

    /** Why the main stream does not play, in words for people; empty while it plays or was never tried. */
    public String problem() {
        CameraFailure failure = main.lastFailure();
        return failure == null ? "" : failure.message();
    }

    @Override
    public Subscription open(StreamRequest request, MediaSink sink) {
        if (closed) {
            throw new MediaException("the camera " + camera.name() + " is switched off");
        }
        return stream(request).feed().join(request, sink, this::modify);
    }

    private RtspStream stream(StreamRequest request) {
        return request.stream().equals(StreamInfo.SUB) && sub != null ? sub : main;
    }

    private void modify(FixedFeed.Viewer viewer, StreamRequest request) {
        FixedFeed from = viewer.feed();
        FixedFeed to = stream(request).feed();
        viewer.request(request);
        if (from != to) {
            from.remove(viewer);
            to.add(viewer);
        }
    }

    @Override
    public void close() {
        closed = true;
        streams().forEach(s -> s.close("the camera was switched off"));
        executor.shutdown();
    }

    /**
     * What a {@link #probe} found.
     *
     * @param ok whether a picture came
     * @param message for the person who enters the address: the picture's size, or what is wrong
     * @param stream the stream found, null if none
     */
    public record Probe(
            boolean ok, String message, @Nullable StreamInfo stream) {}

    /**
     * Tries an address: connects, waits for the first IDR picture, and says in plain words what is wrong otherwise, for
     * example "wrong password", "H.265 only", "no video in 5 s", "connection refused". Blocks up to {@link #PROBE_MAX}.
     */
    public static Probe probe(CameraConnector connector, CameraAddress address) {
        var result = new CompletableFuture<Probe>();
        CameraConnector.Connection connection;
        try {
            connection = connector.connect(address, new ProbeListener(result));
        } catch (IllegalArgumentException e) {
            return new Probe(false, "this is not the address of an RTSP camera: " + e.getMessage(), null);
        }
        try (connection) {
            return result.get(PROBE_MAX.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Probe(
                    false,
                    "no video in " + PROBE_MAX.toSeconds() + " s: the camera answers, but sends no key frame",
                    null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Probe(false, "the check was interrupted", null);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a probe never fails by exception", e);
        }
    }

    private static final class ProbeListener implements CameraConnector.Listener {

        private final CompletableFuture<Probe> result;
        private final List<byte[]> sets = new ArrayList<>();

        ProbeListener(CompletableFuture<Probe> result) {
            this.result = result;
        }

        @Override
        public void playing(List<byte[]> parameterSets, boolean audio) {
            sets.addAll(parameterSets);
        }

        @Override
        public void video(AccessUnit unit) {
            if (!unit.idr() || result.isDone()) {
                return;
            }
            byte[] sps = unit.first(NalUnits.SPS)
                    .orElseGet(() -> sets.stream()
                            .filter(n -> NalUnits.type(n) == NalUnits.SPS)
                            .findFirst()
                            .orElse(new byte[0]));
            try {
                SequenceParameterSet parsed = SequenceParameterSet.parse(sps);
                int fps = (int) Math.round(parsed.framesPerSecond());
                var stream = new StreamInfo(
                        StreamInfo.MAIN, parsed.width(), parsed.height(), fps, 0, parsed.profileLevelId());
                result.complete(new Probe(true, "H.264, " + parsed.width() + "x" + parsed.height(), stream));
            } catch (H264ParseException e) {
                result.complete(new Probe(false, "the camera's H.264 is damaged: " + e.getMessage(), null));
            }
        }

        @Override
        public void audio(byte[] alaw, long timestamp8k) {
            // The picture decides.
        }

        @Override
        public void failed(CameraFailure failure) {
            result.complete(new Probe(false, failure.message(), null));
        }
    }
}

package vedette.mtu.egress;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import vedette.fmp4.Fragments;
import vedette.fmp4.InitSegment;
import vedette.fmp4.Track;
import vedette.fmp4.TrackFormat;
import vedette.fmp4.TrackRun;
import vedette.fmp4.VideoSamples;
import vedette.mtu.distribution.StreamInfo;
import vedette.mtu.distribution.StreamViewer;
import vedette.rtp.RtpPacket;
import vedette.rtp.h264.H264Depacketizer;
import vedette.rtp.h264.H264Fmtp;
import vedette.rtp.h265.H265Depacketizer;
import vedette.rtp.h265.H265Fmtp;
import vedette.rtsp.netty.RtspMediaUnit;

/**
 * Makes fMP4 of one stream's video, once for all its browsers: a fragment per picture, the current group of pictures kept for who comes next.
 * A viewer of its stream like others. Thread-safe; its lock is taken under the stream's, never the other way round.
 */
final class Fmp4Output implements StreamViewer {
    private static final int TRACK_ID = 1;
    private static final int CLOCK_HZ = 90_000;

    private record Initialization(String mime, int width, int height, byte[] segment) {}

    private record Fragment(byte[] bytes, boolean sync) {}

    private final int videoTrack;
    private final boolean h265;
    private final boolean hasSound;
    private final int groupBytesMax;
    private final H264Depacketizer h264Packets = new H264Depacketizer();
    private final H265Depacketizer h265Packets = new H265Depacketizer();
    private final VideoSamples samples;
    private final List<Fmp4Viewer> viewers = new CopyOnWriteArrayList<>();
    private final List<Fragment> group = new ArrayList<>();
    private @Nullable Initialization initialization;
    private int groupBytes;
    private long sequenceNumber;
    private boolean closed;

    /** @param groupBytesMax most bytes of the kept group of pictures; a longer one is not kept */
    Fmp4Output(StreamInfo info, int groupBytesMax) {
        this.videoTrack = info.videoTrack();
        this.groupBytesMax = groupBytesMax;
        StreamInfo.Track video = info.tracks().get(videoTrack);
        this.h265 = video.rtpMap().is("H265");
        this.hasSound = info.tracks().stream().anyMatch(track -> !track.isVideo());
        this.samples = new VideoSamples(
                h265,
                h265 ? H265Fmtp.parse(video.fmtp()).parameterSets() : H264Fmtp.parse(video.fmtp()).parameterSets());
    }

    /** Whether this can be made of a stream. */
    static boolean supports(StreamInfo info) {
        int video = info.videoTrack();
        return video >= 0
                && (info.tracks().get(video).rtpMap().is("H264") || info.tracks().get(video).rtpMap().is("H265"));
    }

    /** It serves viewers, not one relay. */
    @Override
    public String relayId() {
        return "";
    }

    synchronized boolean isClosed() {
        return closed;
    }

    boolean isEmpty() {
        return viewers.isEmpty();
    }

    /** A browser begins: it gets what is kept at once. */
    synchronized void add(Fmp4Viewer viewer) {
        if (closed) {
            viewer.ended("uplink-lost");
            return;
        }
        if (hasSound) {
            viewer.sound("This way carries the picture only: the camera's sound would have to be converted, which is not done.");
        }
        Initialization now = initialization;
        if (now != null) {
            viewer.init(now.mime, now.width, now.height, now.segment);
            group.forEach(fragment -> viewer.fragment(fragment.bytes, fragment.sync));
        }
        viewers.add(viewer);
    }

    void remove(Fmp4Viewer viewer) {
        viewers.remove(viewer);
    }

    /** Ends the browsers of one relay. */
    void endRelay(String relayId, String reason) {
        for (Fmp4Viewer viewer : viewers) {
            if (viewer.relay().id().equals(relayId)) {
                viewers.remove(viewer);
                viewer.ended(reason);
            }
        }
    }

    @Override
    public synchronized void unit(int track, RtspMediaUnit unit) {
        if (track != videoTrack || closed) {
            return;
        }
        for (RtpPacket packet : unit.packets()) {
            for (H264Depacketizer.Output output : h265 ? h265Packets.push(packet) : h264Packets.push(packet)) {
                var made = switch (output) {
                    case H264Depacketizer.Output.Complete(var accessUnit) -> samples.push(accessUnit);
                    case H264Depacketizer.Output.Damaged _ -> samples.lost();
                };
                made.forEach(this::send);
            }
        }
    }

    private void send(VideoSamples.Output output) {
        switch (output) {
            case VideoSamples.Output.Format(var format) -> begin(format);
            case VideoSamples.Output.Ready(var sample) -> {
                byte[] bytes = Fragments.write(++sequenceNumber, new TrackRun(TRACK_ID, List.of(sample)));
                keep(new Fragment(bytes, sample.sync()));
                viewers.forEach(viewer -> viewer.fragment(bytes, sample.sync()));
            }
        }
    }

    private void begin(TrackFormat format) {
        List<Track> tracks = List.of(new Track(TRACK_ID, CLOCK_HZ, format));
        byte[] segment = InitSegment.write(tracks);
        Initialization before = initialization;
        if (before != null && java.util.Arrays.equals(before.segment, segment)) {
            return;
        }
        int width = format instanceof TrackFormat.Avc avc
                ? avc.parameters().width()
                : format instanceof TrackFormat.Hevc hevc ? hevc.parameters().width() : 0;
        int height = format instanceof TrackFormat.Avc avc
                ? avc.parameters().height()
                : format instanceof TrackFormat.Hevc hevc ? hevc.parameters().height() : 0;
        Initialization now = new Initialization(InitSegment.mimeType(tracks), width, height, segment);
        initialization = now;
        group.clear();
        groupBytes = 0;
        viewers.forEach(viewer -> viewer.init(now.mime, now.width, now.height, now.segment));
    }

    private void keep(Fragment fragment) {
        if (fragment.sync) {
            group.clear();
            groupBytes = 0;
        } else if (group.isEmpty()) {
            return;
        }
        if (groupBytes + fragment.bytes.length > groupBytesMax) {
            group.clear();
            return;
        }
        group.add(fragment);
        groupBytes += fragment.bytes.length;
    }

    @Override
    public synchronized void ended(String reason) {
        closed = true;
        viewers.forEach(viewer -> viewer.ended(reason));
        viewers.clear();
        group.clear();
    }
}

package vedette.fmp4;

import java.util.List;
import java.util.stream.Collectors;

/** Writes initialization segments: {@code ftyp} and a {@code moov} without samples (ISO/IEC 14496-12 §8.2, §8.8.1). */
public final class InitSegment {
    private static final int VISUAL_RESOLUTION = 0x0048_0000;
    private static final int[] UNITY_MATRIX = {0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000};

    private InitSegment() {}

    /**
     * The segment of these tracks.
     *
     * @throws IllegalArgumentException if there is no track, or one of a format that cannot be written
     */
    public static byte[] write(List<Track> tracks) {
        if (tracks.isEmpty()) {
            throw new IllegalArgumentException("at least one track expected");
        }
        var out = new BoxWriter();
        out.box("ftyp", () -> out.ascii("iso6").u32(0x200).ascii("iso6").ascii("isom").ascii("mp41"));
        out.box("moov", () -> {
            out.fullBox("mvhd", 0, 0, () -> {
                out.zeros(8).u32(1000).u32(0).u32(0x1_0000).u16(0x100).zeros(10);
                matrix(out);
                out.zeros(24).u32(tracks.stream().mapToInt(Track::id).max().orElse(0) + 1L);
            });
            tracks.forEach(t -> track(out, t));
            out.box("mvex", () -> tracks.forEach(t -> out.fullBox("trex", 0, 0, () -> out.u32(t.id())
                    .u32(1)
                    .zeros(12))));
        });
        return out.toByteArray();
    }

    /** The MIME type with codecs parameter (RFC 6381), as Media Source Extensions want it. */
    public static String mimeType(List<Track> tracks) {
        boolean video = tracks.stream().anyMatch(t -> t.format().isVideo());
        return (video ? "video" : "audio") + "/mp4; codecs=\""
                + tracks.stream().map(t -> t.format().codec()).collect(Collectors.joining(",")) + "\"";
    }

    private static void matrix(BoxWriter out) {
        for (int value : UNITY_MATRIX) {
            out.u32(value);
        }
    }

    private static void track(BoxWriter out, Track track) {
        var format = track.format();
        int width = switch (format) {
            case TrackFormat.Avc avc -> avc.parameters().width();
            case TrackFormat.Hevc hevc -> hevc.parameters().width();
            case TrackFormat.Aac _, TrackFormat.Other _ -> 0;
        };
        int height = switch (format) {
            case TrackFormat.Avc avc -> avc.parameters().height();
            case TrackFormat.Hevc hevc -> hevc.parameters().height();
            case TrackFormat.Aac _, TrackFormat.Other _ -> 0;
        };
        out.box("trak", () -> {
            out.fullBox("tkhd", 0, 3, () -> {
                out.zeros(8).u32(track.id()).zeros(4).u32(0).zeros(8).u16(0).u16(0);
                out.u16(format.isVideo() ? 0 : 0x100).u16(0);
                matrix(out);
                out.u32((long) width << 16).u32((long) height << 16);
            });
            out.box("mdia", () -> {
                out.fullBox("mdhd", 0, 0, () -> out.zeros(8)
                        .u32(track.timescale())
                        .u32(0)
                        .u16(0x55C4)
                        .u16(0));
                out.fullBox("hdlr", 0, 0, () -> out.zeros(4)
                        .ascii(format.isVideo() ? "vide" : "soun")
                        .zeros(12)
                        .ascii(format.isVideo() ? "video" : "sound")
                        .u8(0));
                out.box("minf", () -> mediaInformation(out, format, width, height));
            });
        });
    }

    private static void mediaInformation(BoxWriter out, TrackFormat format, int width, int height) {
        if (format.isVideo()) {
            out.fullBox("vmhd", 0, 1, () -> out.zeros(8));
        } else {
            out.fullBox("smhd", 0, 0, () -> out.zeros(4));
        }
        out.box("dinf", () -> out.fullBox("dref", 0, 0, () -> {
            out.u32(1);
            out.fullBox("url ", 0, 1, () -> {});
        }));
        out.box("stbl", () -> {
            out.fullBox("stsd", 0, 0, () -> {
                out.u32(1);
                switch (format) {
                    case TrackFormat.Avc avc ->
                        visual(out, "avc1", width, height, () -> out.box("avcC", () -> DecoderConfigurations.avcC(out, avc)));
                    case TrackFormat.Hevc hevc ->
                        visual(out, "hvc1", width, height, () -> out.box("hvcC", () -> DecoderConfigurations.hvcC(out, hevc)));
                    case TrackFormat.Aac aac -> audio(out, aac);
                    case TrackFormat.Other(var fourCc, var _) ->
                        throw new IllegalArgumentException("avc1, hvc1 or mp4a expected, found " + fourCc);
                }
            });
            out.fullBox("stts", 0, 0, () -> out.u32(0));
            out.fullBox("stsc", 0, 0, () -> out.u32(0));
            out.fullBox("stsz", 0, 0, () -> out.u32(0).u32(0));
            out.fullBox("stco", 0, 0, () -> out.u32(0));
        });
    }

    /** VisualSampleEntry (ISO/IEC 14496-12 §12.1.3). */
    private static void visual(BoxWriter out, String type, int width, int height, BoxWriter.Content config) {
        out.box(type, () -> {
            out.zeros(6).u16(1).zeros(16).u16(width).u16(height);
            out.u32(VISUAL_RESOLUTION).u32(VISUAL_RESOLUTION).zeros(4).u16(1).zeros(32).u16(0x18).u16(0xFFFF);
            config.write();
        });
    }

    /** AudioSampleEntry (ISO/IEC 14496-12 §12.2.3). */
    private static void audio(BoxWriter out, TrackFormat.Aac aac) {
        out.box("mp4a", () -> {
            out.zeros(6).u16(1).zeros(8).u16(aac.channels()).u16(16).zeros(4);
            out.u32(aac.sampleRateHz() > 0xFFFF ? 0 : (long) aac.sampleRateHz() << 16);
            out.fullBox("esds", 0, 0, () -> DecoderConfigurations.esds(out, aac));
        });
    }
}

package vedette.mtu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import vedette.fmp4.Fmp4Reader;
import vedette.fmp4.TrackFormat;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.Avcc;
import vedette.testkit.Processes;

/**
 * Pictures that ffmpeg encodes at test time, as a camera holds them: access units in decoding order with presentation times, and a group of
 * pictures per second.
 *
 * @param units the access units; intra pictures carry the parameter sets
 * @param parameterSets for the session description
 */
record Footage(boolean h265, List<AccessUnit> units, List<byte[]> parameterSets) {
    static final int TICKS = 3600;

    /** H.264 without reordering. */
    static Footage baseline(int pictures) throws Exception {
        return encode(false, pictures, "-c:v", "libx264", "-profile:v", "baseline", "-bf", "0", "-g", "25");
    }

    /** H.264 High profile with B-pictures, which refer to each other. */
    static Footage highWithBPictures(int pictures) throws Exception {
        return encode(false, pictures, "-c:v", "libx264", "-profile:v", "high", "-bf", "3", "-b_strategy", "0", "-g", "25", "-flags", "+cgop");
    }

    /** H.265 main profile. */
    static Footage h265(int pictures) throws Exception {
        return encode(true, pictures, "-c:v", "libx265", "-x265-params", "bframes=2:keyint=25:min-keyint=25:open-gop=0:log-level=none", "-tag:v", "hvc1");
    }

    /** H.264 of a camera with a constant rate. */
    static Footage constantRate(int kbps, int pictures) throws Exception {
        return encode(false, pictures, constantRateCodec(kbps));
    }

    /** The same as an MP4 file. */
    static byte[] constantRateFile(int kbps, int pictures) {
        return file(pictures, constantRateCodec(kbps));
    }

    private static String[] constantRateCodec(int kbps) {
        return new String[] {
            "-c:v", "libx264", "-profile:v", "baseline", "-bf", "0", "-g", "50", "-b:v", kbps + "k", "-minrate", kbps + "k", "-maxrate", kbps + "k",
            "-bufsize", kbps / 2 + "k", "-x264-params", "nal-hrd=cbr"
        };
    }

    private static Footage encode(boolean h265, int pictures, String... codec) throws Exception {
        byte[] file = file(pictures, codec);
        List<AccessUnit> units = new ArrayList<>();
        List<byte[]> sets = new ArrayList<>();
        for (Fmp4Reader.Output output : new Fmp4Reader().push(file)) {
            switch (output) {
                case Fmp4Reader.Output.Initialized init -> sets.addAll(sets(init.tracks().getFirst().format()));
                case Fmp4Reader.Output.Fragment fragment -> {
                    for (var sample : fragment.runs().getFirst().samples()) {
                        List<byte[]> nalUnits = new ArrayList<>(sample.sync() ? sets : List.of());
                        nalUnits.addAll(Avcc.split(sample.data(), 4));
                        units.add(new AccessUnit(sample.presentationTime(), sample.sync(), nalUnits));
                    }
                }
            }
        }
        return new Footage(h265, units, sets);
    }

    private static byte[] file(int pictures, String... codec) {
        List<String> command = new ArrayList<>(List.of(
                "/usr/bin/ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-frames:v", "" + pictures,
                "-pix_fmt", "yuv420p", "-preset", "ultrafast"));
        command.addAll(List.of(codec));
        command.addAll(List.of("-video_track_timescale", "90000", "-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof", "-"));
        return Processes.run(Duration.ofSeconds(120), command.toArray(String[]::new)).out();
    }

    private static List<byte[]> sets(TrackFormat format) {
        List<byte[]> sets = new ArrayList<>();
        if (format instanceof TrackFormat.Avc avc) {
            sets.addAll(avc.sps());
            sets.addAll(avc.pps());
        } else if (format instanceof TrackFormat.Hevc hevc) {
            sets.addAll(hevc.vps());
            sets.addAll(hevc.sps());
            sets.addAll(hevc.pps());
        }
        return sets;
    }

    /** The n-th access unit of the footage in a loop. */
    AccessUnit unit(long n) {
        AccessUnit unit = units.get((int) (n % units.size()));
        long loops = n / units.size();
        return new AccessUnit(unit.pts90k() + loops * units.size() * TICKS, unit.idr(), unit.nalUnits());
    }
}

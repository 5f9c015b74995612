package vedette.fmp4;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.Avcc;
import vedette.rtp.h264.NalUnits;
import vedette.rtp.h265.H265NalUnits;

/**
 * Makes samples of access units as they come from RTP, in decoding order with presentation times. Parameter sets move into
 * the track's format; a change of them gives a new format, which needs a new initialization segment. A sample leaves when
 * its successor has come, since only then its duration is known. Samples begin with a sync sample. Not thread-safe.
 */
public final class VideoSamples {
    /** Ticks of a picture if the stream does not say its rate: 25 per second. */
    private static final long TICKS_DEFAULT = 3600;
    /** A longer pause than this, in units of 1/90,000 s, is not a duration: 10 s. */
    private static final long TICKS_MAX = 900_000;

    /** What comes out. */
    public sealed interface Output {
        /** The format of the samples that follow, before the first one and after a change. */
        record Format(TrackFormat format) implements Output {}

        /** A sample in units of 1/90,000 s. */
        record Ready(Sample sample) implements Output {}
    }

    private record Waiting(long decodeTime, AccessUnit unit) {}

    private final boolean h265;
    private final List<byte[]> parameterSets = new ArrayList<>();
    private @Nullable DecodeTimes times;
    private @Nullable Waiting waiting;
    private long offset;
    private long ticks = TICKS_DEFAULT;

    /**
     * @param h265 whether the stream is H.265; otherwise H.264
     * @param parameterSets those of the session description, for streams that do not carry them in band
     */
    public VideoSamples(boolean h265, List<byte[]> parameterSets) {
        this.h265 = h265;
        this.parameterSets.addAll(parameterSets);
    }

    /** Takes the next access unit; gives what is ready. */
    public List<Output> push(AccessUnit unit) {
        var out = new ArrayList<Output>(2);
        if (unit.idr() && (learn(unit) || times == null)) {
            var format = format();
            if (format != null) {
                flush(out);
                begin(format, unit.pts90k());
                out.add(new Output.Format(format));
            }
        }
        var clock = times;
        if (clock == null) {
            return out;
        }
        long decodeTime = clock.next(unit.pts90k()) + offset;
        ready(decodeTime, out);
        waiting = new Waiting(decodeTime, unit);
        return out;
    }

    /** Gives the last sample, with the duration of the one before it. */
    public List<Output> flush() {
        var out = new ArrayList<Output>(1);
        flush(out);
        return out;
    }

    /** An access unit is missing: after the sample that waits nothing is given until decoding may start again. */
    public List<Output> lost() {
        var out = flush();
        times = null;
        return out;
    }

    private void flush(List<Output> out) {
        if (waiting != null) {
            ready(waiting.decodeTime + ticks, out);
            waiting = null;
        }
    }

    private void ready(long nextDecodeTime, List<Output> out) {
        var current = waiting;
        if (current != null) {
            ticks = Math.clamp(nextDecodeTime - current.decodeTime, 1, TICKS_MAX);
            var slices = current.unit.nalUnits().stream().filter(this::isSampleData).toList();
            out.add(new Output.Ready(new Sample(
                    current.decodeTime,
                    ticks,
                    (int) (current.unit.pts90k() + offset - current.decodeTime),
                    current.unit.idr(),
                    Avcc.join(slices))));
        }
    }

    /** Decoding times begin at 0 at the earliest, where the stream's own first time stays if it is late enough. */
    private void begin(TrackFormat format, long pts90k) {
        int depth = switch (format) {
            case TrackFormat.Avc avc -> avc.parameters().reorderFramesMax();
            case TrackFormat.Hevc hevc -> hevc.parameters().reorderFramesMax();
            case TrackFormat.Aac _, TrackFormat.Other _ -> 0;
        };
        double rate = format instanceof TrackFormat.Avc avc ? avc.parameters().framesPerSecond() : 0;
        ticks = rate >= 1 && rate <= 240 ? Math.round(90_000 / rate) : TICKS_DEFAULT;
        times = new DecodeTimes(depth, ticks);
        offset = Math.max(offset, Math.max(0, depth * ticks - pts90k));
    }

    /** Whether a NAL unit belongs into samples: parameter sets and delimiters do not (ISO/IEC 14496-15 §5.2.2). */
    private boolean isSampleData(byte[] nalUnit) {
        if (h265) {
            int type = H265NalUnits.type(nalUnit);
            return type < H265NalUnits.VPS || type > H265NalUnits.AUD;
        }
        int type = NalUnits.type(nalUnit);
        return type != NalUnits.SPS && type != NalUnits.PPS && type != NalUnits.AUD && type != NalUnits.FILLER;
    }

    private boolean isParameterSet(byte[] nalUnit) {
        int type = h265 ? H265NalUnits.type(nalUnit) : NalUnits.type(nalUnit);
        return h265 ? type >= H265NalUnits.VPS && type <= H265NalUnits.PPS : type == NalUnits.SPS || type == NalUnits.PPS;
    }

    /** Takes the parameter sets of an access unit; whether they changed. */
    private boolean learn(AccessUnit unit) {
        var found = unit.nalUnits().stream().filter(this::isParameterSet).toList();
        boolean news = found.stream().anyMatch(n -> parameterSets.stream().noneMatch(k -> Arrays.equals(k, n)));
        if (news) {
            // A set with the sequence parameter set is complete; otherwise the new ones come beside the known ones.
            int sps = h265 ? H265NalUnits.SPS : NalUnits.SPS;
            if (found.stream().anyMatch(n -> (h265 ? H265NalUnits.type(n) : NalUnits.type(n)) == sps)) {
                parameterSets.clear();
            }
            parameterSets.addAll(found);
        }
        return news;
    }

    private @Nullable TrackFormat format() {
        try {
            return h265 ? TrackFormat.Hevc.of(parameterSets) : TrackFormat.Avc.of(parameterSets);
        } catch (Fmp4ParseException _) {
            // Not decodable before the parameter sets are complete: the next access unit may bring them.
            return null;
        }
    }
}

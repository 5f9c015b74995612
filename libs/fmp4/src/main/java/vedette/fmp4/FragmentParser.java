package vedette.fmp4;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads {@code moof} (ISO/IEC 14496-12 §8.8.4 to §8.8.12). */
final class FragmentParser {
    private static final int SAMPLES_MAX = 100_000;
    private static final int RUNS_MAX = 4096;
    private static final int BASE_DATA_OFFSET = 0x1;
    private static final int SAMPLE_DESCRIPTION = 0x2;
    private static final int DEFAULT_DURATION = 0x8;
    private static final int DEFAULT_SIZE = 0x10;
    private static final int DEFAULT_FLAGS = 0x20;
    private static final int DEFAULT_BASE_IS_MOOF = 0x02_0000;
    private static final int FIRST_SAMPLE_FLAGS = 0x4;
    private static final long NON_SYNC = 0x0001_0000;

    /** A sample without its data. */
    private record Outline(long decodeTime, long duration, int compositionOffset, boolean sync, int size) {}

    /** A run and where in the stream its data begins. */
    private record Run(int trackId, long dataPosition, List<Outline> samples) {}

    /** A fragment that waits for its {@code mdat}. */
    record Pending(long sequenceNumber, List<Run> runs) {
        Fmp4Reader.Output.Fragment withData(byte[] bytes, int headerBytes, int size, long position)
                throws Fmp4ParseException {
            var filled = new ArrayList<TrackRun>(runs.size());
            long total = 0;
            for (var run : runs) {
                var samples = new ArrayList<Sample>(run.samples.size());
                long at = run.dataPosition - position;
                for (var outline : run.samples) {
                    total += outline.size;
                    // The sum, too: samples that overlap would multiply the memory that a small box takes.
                    if (at < headerBytes || at + outline.size > size || total > size) {
                        throw new Fmp4ParseException("samples side by side within mdat (" + headerBytes + ".." + size
                                + ") expected, found " + outline.size + " bytes at " + at);
                    }
                    samples.add(new Sample(
                            outline.decodeTime,
                            outline.duration,
                            outline.compositionOffset,
                            outline.sync,
                            Arrays.copyOfRange(bytes, (int) at, (int) at + outline.size)));
                    at += outline.size;
                }
                filled.add(new TrackRun(run.trackId, samples));
            }
            return new Fmp4Reader.Output.Fragment(sequenceNumber, filled);
        }
    }

    private final MovieParser movie;
    private final long moofPosition;
    private final List<Run> runs = new ArrayList<>();
    private long sequenceNumber;
    private int samples;
    /** Where data begins that says nothing about its place: behind the data before, at first at the fragment. */
    private long implicitBase;

    private FragmentParser(MovieParser movie, long moofPosition) {
        this.movie = movie;
        this.moofPosition = moofPosition;
        this.implicitBase = moofPosition;
    }

    static Pending parse(BoxReader moof, MovieParser movie, long moofPosition) throws Fmp4ParseException {
        if (movie.tracks().isEmpty()) {
            throw new Fmp4ParseException("moov before moof expected, found none");
        }
        var parser = new FragmentParser(movie, moofPosition);
        while (moof.remaining() > 0) {
            var box = moof.child();
            switch (box.name()) {
                case "mfhd" -> {
                    box.skip(4);
                    parser.sequenceNumber = box.u32();
                }
                case "traf" -> parser.traf(box);
                default -> {}
            }
        }
        return new Pending(parser.sequenceNumber, List.copyOf(parser.runs));
    }

    private void traf(BoxReader traf) throws Fmp4ParseException {
        int trackId = 0;
        long base = implicitBase;
        long decodeTime = 0;
        var defaults = MovieParser.Defaults.NONE;
        while (traf.remaining() > 0) {
            var box = traf.child();
            switch (box.name()) {
                case "tfhd" -> {
                    int flags = (int) box.u32();
                    trackId = (int) box.u32();
                    if (movie.track(trackId) == null) {
                        throw new Fmp4ParseException("traf of a track in moov expected, found track " + trackId);
                    }
                    var general = movie.defaults(trackId);
                    base = (flags & BASE_DATA_OFFSET) != 0
                            ? box.u63()
                            : (flags & DEFAULT_BASE_IS_MOOF) != 0 ? moofPosition : implicitBase;
                    box.skip((flags & SAMPLE_DESCRIPTION) != 0 ? 4 : 0);
                    defaults = new MovieParser.Defaults(
                            (flags & DEFAULT_DURATION) != 0 ? box.u32() : general.duration(),
                            (flags & DEFAULT_SIZE) != 0 ? box.u32() : general.size(),
                            (flags & DEFAULT_FLAGS) != 0 ? box.u32() : general.flags());
                    implicitBase = base;
                }
                case "tfdt" -> {
                    boolean large = box.u8() == 1;
                    box.skip(3);
                    decodeTime = large ? box.u63() : box.u32();
                }
                case "trun" -> {
                    if (trackId == 0) {
                        throw new Fmp4ParseException("tfhd before trun expected, found none");
                    }
                    decodeTime = trun(box, trackId, base, decodeTime, defaults);
                }
                default -> {}
            }
        }
    }

    /** Reads a run; returns the decoding time behind it. */
    private long trun(BoxReader trun, int trackId, long base, long decodeTime, MovieParser.Defaults defaults)
            throws Fmp4ParseException {
        int flags = (int) trun.u32() & 0xFF_FFFF;
        long count = trun.u32();
        long perSample = 4L * Integer.bitCount(flags & 0xF00);
        samples += (int) Math.min(count, SAMPLES_MAX + 1);
        if (samples > SAMPLES_MAX || runs.size() >= RUNS_MAX || count * perSample > trun.remaining()) {
            throw new Fmp4ParseException("at most " + SAMPLES_MAX + " samples in " + RUNS_MAX
                    + " runs that fit their box expected, found " + count);
        }
        long data = (flags & 0x1) != 0 ? base + (int) trun.u32() : implicitBase;
        long first = (flags & FIRST_SAMPLE_FLAGS) != 0 ? trun.u32() : -1;
        long time = decodeTime;
        long end = data;
        var outlines = new ArrayList<Outline>((int) count);
        for (int i = 0; i < count; i++) {
            long duration = (flags & 0x100) != 0 ? trun.u32() : defaults.duration();
            long size = (flags & 0x200) != 0 ? trun.u32() : defaults.size();
            long own = (flags & 0x400) != 0 ? trun.u32() : defaults.flags();
            int offset = (flags & 0x800) != 0 ? (int) trun.u32() : 0;
            if (size > Integer.MAX_VALUE || time > Long.MAX_VALUE - duration) {
                throw new Fmp4ParseException("31-bit sample size and 63-bit time expected, found " + size + ", " + time);
            }
            boolean sync = ((i == 0 && first >= 0 ? first : own) & NON_SYNC) == 0;
            outlines.add(new Outline(time, duration, offset, sync, (int) size));
            time += duration;
            end += size;
        }
        runs.add(new Run(trackId, data, outlines));
        implicitBase = end;
        return time;
    }
}

package vedette.pu.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jcodec.containers.mp4.boxes.CompositionOffsetsBox;
import org.jcodec.containers.mp4.boxes.SampleToChunkBox.SampleToChunkEntry;
import org.jcodec.containers.mp4.boxes.TimeToSampleBox.TimeToSampleEntry;
import org.jcodec.containers.mp4.boxes.TrakBox;

/**
 * Where the samples of a track lie and when they are due, unfolded from the sample tables (ISO/IEC 14496-12 §8.6,
 * §8.7).
 *
 * @param offsets place in the file, bytes
 * @param sizes bytes of each sample
 * @param dts decoding times in the track's time scale; one more than samples: the last is the duration
 * @param pts presentation times in the track's time scale
 * @param timescale units per second
 */
record Mp4Track(long[] offsets, int[] sizes, long[] dts, long[] pts, long timescale) {

    /** Largest sample that is read. */
    private static final int SAMPLE_BYTES_MAX = 16 << 20;

    static Mp4Track of(TrakBox trak) {
        int count = trak.getStsz().getCount();
        if (count <= 0 || count > Movie.PICTURES_MAX) {
            throw new MediaException("expected 1 to " + Movie.PICTURES_MAX + " samples in the track, found " + count
                    + "; a fragmented file must be converted: ffmpeg -i in -c copy out.mp4");
        }
        if (trak.getTimescale() <= 0) {
            throw new MediaException("expected a time scale of at least 1 per second, found " + trak.getTimescale());
        }
        int[] sizes = new int[count];
        int each = trak.getStsz().getDefaultSize();
        for (int i = 0; i < count; i++) {
            sizes[i] = each != 0 ? each : trak.getStsz().getSizes()[i];
            if (sizes[i] < 0 || sizes[i] > SAMPLE_BYTES_MAX) {
                throw new MediaException(
                        "expected samples of at most 16 MiB, found " + sizes[i] + " bytes in number " + i);
            }
        }
        long[] dts = times(trak.getStts().getEntries(), count);
        long shift = trak.getEdits() == null || trak.getEdits().isEmpty()
                ? 0
                : Math.max(0, trak.getEdits().getFirst().getMediaTime());
        return new Mp4Track(offsets(trak, sizes), sizes, dts, shown(trak, dts, shift), trak.getTimescale());
    }

    boolean reorders() {
        for (int i = 1; i < pts.length; i++) {
            if (pts[i] < pts[i - 1]) {
                return true;
            }
        }
        return false;
    }

    long to90k(long time) {
        return Math.round(time * (90_000.0 / timescale));
    }

    private static long[] times(TimeToSampleEntry[] entries, int count) {
        long[] dts = new long[count + 1];
        int at = 0;
        for (TimeToSampleEntry entry : entries) {
            for (int i = 0; i < entry.getSampleCount() && at < count; i++) {
                dts[at + 1] = dts[at] + Math.max(0, entry.getSampleDuration());
                at++;
            }
        }
        for (; at < count; at++) {
            dts[at + 1] = dts[at];
        }
        return dts;
    }

    private static long[] shown(TrakBox trak, long[] dts, long shift) {
        long[] pts = Arrays.copyOf(dts, dts.length - 1);
        CompositionOffsetsBox offsets = trak.getCtts();
        if (offsets != null) {
            int at = 0;
            for (CompositionOffsetsBox.Entry entry : offsets.getEntries()) {
                for (int i = 0; i < entry.getCount() && at < pts.length; i++) {
                    pts[at++] += entry.getOffset();
                }
            }
        }
        for (int i = 0; i < pts.length; i++) {
            pts[i] = Math.max(0, pts[i] - shift);
        }
        return pts;
    }

    /**
     * Bytes that lie together.
     *
     * @param offset place in the file
     * @param firstSample number of the first sample
     * @param samples samples in it
     * @param bytes sum of the samples' bytes
     */
    record Chunk(long offset, int firstSample, int samples, long bytes) {}

    /** The chunks of a track in order (ISO/IEC 14496-12 §8.7.4). */
    static List<Chunk> chunks(TrakBox trak) {
        long[] places = trak.getStco() != null
                ? trak.getStco().getChunkOffsets()
                : trak.getCo64().getChunkOffsets();
        SampleToChunkEntry[] runs = trak.getStsc().getSampleToChunk();
        int each = trak.getStsz().getDefaultSize();
        int count = trak.getStsz().getCount();
        var chunks = new ArrayList<Chunk>();
        int sample = 0;
        for (int run = 0; run < runs.length; run++) {
            long end = run + 1 < runs.length ? Math.min(runs[run + 1].getFirst() - 1, places.length) : places.length;
            for (long chunk = Math.max(0, runs[run].getFirst() - 1); chunk < end && sample < count; chunk++) {
                int samples = Math.clamp(runs[run].getCount(), 0, count - sample);
                long bytes = (long) samples * each;
                for (int i = sample; each == 0 && i < sample + samples; i++) {
                    bytes += Math.max(0, trak.getStsz().getSizes()[i]);
                }
                chunks.add(new Chunk(places[(int) chunk], sample, samples, bytes));
                sample += samples;
            }
        }
        return chunks;
    }

    private static long[] offsets(TrakBox trak, int[] sizes) {
        long[] offsets = new long[sizes.length];
        int placed = 0;
        for (Chunk chunk : chunks(trak)) {
            long offset = chunk.offset();
            for (int i = 0; i < chunk.samples(); i++) {
                offsets[placed] = offset;
                offset += sizes[placed++];
            }
        }
        if (placed < sizes.length) {
            throw new MediaException("the sample tables are damaged: places for " + placed + " of " + sizes.length
                    + " samples; repair it: ffmpeg -i in -c copy out.mp4");
        }
        return offsets;
    }
}

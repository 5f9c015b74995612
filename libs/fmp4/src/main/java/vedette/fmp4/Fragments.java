package vedette.fmp4;

import java.util.List;

/** Writes movie fragments: {@code moof} and {@code mdat} (ISO/IEC 14496-12 §8.8.4 to §8.8.12). */
public final class Fragments {
    private static final int DEFAULT_BASE_IS_MOOF = 0x02_0000;
    private static final int DATA_OFFSET = 0x001;
    private static final int SAMPLE_DURATION = 0x100;
    private static final int SAMPLE_SIZE = 0x200;
    private static final int SAMPLE_FLAGS = 0x400;
    private static final int SAMPLE_COMPOSITION_OFFSET = 0x800;
    /** sample_depends_on 2: depends on no other sample. */
    private static final long FLAGS_SYNC = 0x0200_0000L;
    /** sample_depends_on 1, sample_is_non_sync_sample. */
    private static final long FLAGS_DEPENDENT = 0x0101_0000L;

    private static final int BOX_HEADER_BYTES = 8;

    private Fragments() {}

    /** A fragment with one run. */
    public static byte[] write(long sequenceNumber, TrackRun run) {
        return write(sequenceNumber, List.of(run));
    }

    /**
     * A fragment of these runs, each of another track.
     *
     * @param sequenceNumber from 1, one more with each fragment; 32 bits are written
     * @throws IllegalArgumentException if there is no run or an empty one
     */
    public static byte[] write(long sequenceNumber, List<TrackRun> runs) {
        if (runs.isEmpty() || runs.stream().anyMatch(r -> r.samples().isEmpty())) {
            throw new IllegalArgumentException("runs with at least one sample expected");
        }
        var out = new BoxWriter();
        var offsetFields = new int[runs.size()];
        out.box("moof", () -> {
            out.fullBox("mfhd", 0, 0, () -> out.u32(sequenceNumber));
            for (int i = 0; i < runs.size(); i++) {
                offsetFields[i] = track(out, runs.get(i));
            }
        });
        int data = out.length() + BOX_HEADER_BYTES;
        int total = 0;
        for (int i = 0; i < runs.size(); i++) {
            out.patch(offsetFields[i], data + total);
            total += runs.get(i).samples().stream().mapToInt(s -> s.data().length).sum();
        }
        out.u32(total + BOX_HEADER_BYTES).ascii("mdat");
        var bytes = out.toByteArray(total);
        int at = data;
        for (var run : runs) {
            for (var sample : run.samples()) {
                System.arraycopy(sample.data(), 0, bytes, at, sample.data().length);
                at += sample.data().length;
            }
        }
        return bytes;
    }

    /** Writes a track fragment; returns where its data offset is. */
    private static int track(BoxWriter out, TrackRun run) {
        var offsetField = new int[1];
        out.box("traf", () -> {
            out.fullBox("tfhd", 0, DEFAULT_BASE_IS_MOOF, () -> out.u32(run.trackId()));
            out.fullBox("tfdt", 1, 0, () -> out.u64(run.samples().getFirst().decodeTime()));
            int flags = DATA_OFFSET | SAMPLE_DURATION | SAMPLE_SIZE | SAMPLE_FLAGS | SAMPLE_COMPOSITION_OFFSET;
            out.fullBox("trun", 1, flags, () -> {
                out.u32(run.samples().size());
                offsetField[0] = out.length();
                out.u32(0);
                for (var sample : run.samples()) {
                    out.u32(sample.duration())
                            .u32(sample.data().length)
                            .u32(sample.sync() ? FLAGS_SYNC : FLAGS_DEPENDENT)
                            .u32(sample.compositionOffset());
                }
            });
        });
        return offsetField[0];
    }
}

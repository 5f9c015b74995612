package vedette.fmp4;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code moov}: tracks and the defaults of their fragments (ISO/IEC 14496-12 §8.2, §8.8.3). */
final class MovieParser {
    static final int TRACKS_MAX = 32;

    /** Defaults of a track's samples. */
    record Defaults(long duration, long size, long flags) {
        static final Defaults NONE = new Defaults(0, 0, 0);
    }

    private final Map<Integer, Track> tracks = new LinkedHashMap<>();
    private final Map<Integer, Defaults> defaults = new HashMap<>();

    /** What one {@code trak} said. */
    private static final class Draft {
        int id;
        long timescale;
        String handler = "";
        @Nullable TrackFormat format;
    }

    List<Track> tracks() {
        return List.copyOf(tracks.values());
    }

    @Nullable Track track(int id) {
        return tracks.get(id);
    }

    Defaults defaults(int id) {
        return defaults.getOrDefault(id, Defaults.NONE);
    }

    void parse(BoxReader moov) throws Fmp4ParseException {
        tracks.clear();
        defaults.clear();
        while (moov.remaining() > 0) {
            var box = moov.child();
            switch (box.name()) {
                case "trak" -> trak(box);
                case "mvex" -> mvex(box);
                default -> {}
            }
        }
        if (tracks.isEmpty()) {
            throw new Fmp4ParseException("moov with at least one track expected, found none");
        }
    }

    private void mvex(BoxReader mvex) throws Fmp4ParseException {
        while (mvex.remaining() > 0) {
            var box = mvex.child();
            if (box.name().equals("trex")) {
                box.skip(4);
                int id = (int) box.u32();
                box.skip(4);
                if (defaults.size() >= TRACKS_MAX) {
                    throw new Fmp4ParseException("at most " + TRACKS_MAX + " tracks expected, found more");
                }
                defaults.put(id, new Defaults(box.u32(), box.u32(), box.u32()));
            }
        }
    }

    private void trak(BoxReader trak) throws Fmp4ParseException {
        var draft = new Draft();
        walk(trak, draft, 0);
        if (draft.id < 1 || draft.timescale < 1 || tracks.containsKey(draft.id) || tracks.size() >= TRACKS_MAX) {
            throw new Fmp4ParseException("tracks with unique ids and time scales from 1, at most " + TRACKS_MAX
                    + " expected, found id " + draft.id + ", time scale " + draft.timescale);
        }
        var format = draft.format;
        tracks.put(
                draft.id,
                new Track(
                        draft.id,
                        draft.timescale,
                        format == null ? new TrackFormat.Other("none", draft.handler.equals("vide")) : format));
    }

    private void walk(BoxReader in, Draft draft, int depth) throws Fmp4ParseException {
        if (depth > 4) {
            throw new Fmp4ParseException("box " + in.name() + ": at most 4 levels expected, found more");
        }
        while (in.remaining() > 0) {
            var box = in.child();
            switch (box.name()) {
                case "mdia", "minf", "stbl" -> walk(box, draft, depth + 1);
                case "tkhd" -> {
                    boolean large = box.u8() == 1;
                    box.skip(3 + (large ? 16 : 8));
                    draft.id = (int) box.u32();
                }
                case "mdhd" -> {
                    boolean large = box.u8() == 1;
                    box.skip(3 + (large ? 16 : 8));
                    draft.timescale = box.u32();
                }
                case "hdlr" -> {
                    box.skip(8);
                    draft.handler = box.fourCc();
                }
                case "stsd" -> draft.format = sampleEntry(box, draft.handler);
                default -> {}
            }
        }
    }

    private static TrackFormat sampleEntry(BoxReader stsd, String handler) throws Fmp4ParseException {
        stsd.skip(8);
        var entry = stsd.child();
        return switch (entry.name()) {
            case "avc1", "avc3" -> {
                entry.skip(78);
                yield DecoderConfigurations.avcC(find(entry, "avcC"));
            }
            case "hvc1", "hev1" -> {
                entry.skip(78);
                yield DecoderConfigurations.hvcC(find(entry, "hvcC"));
            }
            case "mp4a" -> {
                entry.skip(16);
                int channels = entry.u16();
                entry.skip(6);
                int rate = (int) (entry.u32() >>> 16);
                var esds = find(entry, "esds");
                esds.skip(4);
                yield DecoderConfigurations.esds(esds, rate, channels);
            }
            default -> new TrackFormat.Other(entry.name(), handler.equals("vide"));
        };
    }

    private static BoxReader find(BoxReader in, String name) throws Fmp4ParseException {
        while (in.remaining() > 0) {
            var box = in.child();
            if (box.name().equals(name)) {
                return box;
            }
        }
        throw new Fmp4ParseException("box " + name + " in " + in.name() + " expected, found none");
    }
}

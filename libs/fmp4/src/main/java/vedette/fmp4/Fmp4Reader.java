package vedette.fmp4;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads a fragmented MP4 stream piece by piece: give it bytes as they come. Boxes that are not needed are skipped without
 * being kept; the others, and so the memory used, are limited. Not thread-safe; after an exception it is of no more use.
 */
public final class Fmp4Reader {
    /** Default limit of one fragment with its header. */
    public static final int FRAGMENT_BYTES_DEFAULT = 32 * 1024 * 1024;

    private static final int MOOV_BYTES_MAX = 4 * 1024 * 1024;
    private static final int HEADER_BYTES = 8;
    private static final int LARGE_HEADER_BYTES = 16;

    /** What comes out. */
    public sealed interface Output {
        /** An initialization segment. */
        record Initialized(List<Track> tracks) implements Output {
            /** Copies the list. */
            public Initialized {
                tracks = List.copyOf(tracks);
            }
        }

        /**
         * A movie fragment.
         *
         * @param sequenceNumber of its header
         */
        record Fragment(long sequenceNumber, List<TrackRun> runs) implements Output {
            /** Copies the list. */
            public Fragment {
                runs = List.copyOf(runs);
            }
        }
    }

    private final int fragmentBytesMax;
    private final MovieParser movie = new MovieParser();
    private byte[] buffer = new byte[64 * 1024];
    private int length;
    private long skipping;
    /** Offset in the stream of the first byte of the buffer. */
    private long position;

    private FragmentParser.@org.jspecify.annotations.Nullable Pending pending;

    /** A reader with the default limit. */
    public Fmp4Reader() {
        this(FRAGMENT_BYTES_DEFAULT);
    }

    /** @param fragmentBytesMax largest box of a fragment */
    public Fmp4Reader(int fragmentBytesMax) {
        this.fragmentBytesMax = fragmentBytesMax;
    }

    /**
     * Takes the next bytes of the stream.
     *
     * @throws Fmp4ParseException if the stream is damaged, too large or not fragmented
     */
    public List<Output> push(byte[] bytes) throws Fmp4ParseException {
        var out = new ArrayList<Output>();
        int from = 0;
        while (from < bytes.length) {
            if (skipping > 0) {
                int skip = (int) Math.min(skipping, bytes.length - from);
                skipping -= skip;
                position += skip;
                from += skip;
                continue;
            }
            int take = Math.min(bytes.length - from, 64 * 1024);
            append(bytes, from, take);
            from += take;
            consume(out);
        }
        return out;
    }

    private void append(byte[] bytes, int from, int count) {
        if (length + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, length + count));
        }
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }

    private void consume(List<Output> out) throws Fmp4ParseException {
        while (length >= HEADER_BYTES) {
            var header = new BoxReader(buffer, 0, length, "stream");
            long size = header.u32();
            String type = header.fourCc();
            int headerBytes = HEADER_BYTES;
            if (size == 1) {
                if (length < LARGE_HEADER_BYTES) {
                    return;
                }
                size = header.u63();
                headerBytes = LARGE_HEADER_BYTES;
            }
            if (size < headerBytes) {
                throw new Fmp4ParseException("box " + printable(type) + " of at least " + headerBytes + " bytes expected, found "
                        + size);
            }
            boolean needed = type.equals("moov") || type.equals("moof") || type.equals("mdat") && pending != null;
            if (!needed) {
                skip(type, size);
                continue;
            }
            int limit = type.equals("moov") ? MOOV_BYTES_MAX : fragmentBytesMax;
            if (size > limit) {
                throw new Fmp4ParseException("box " + type + " of at most " + limit + " bytes expected, found " + size);
            }
            if (length < size) {
                return;
            }
            box(type, headerBytes, (int) size, out);
            drop((int) size);
        }
    }

    private void skip(String type, long size) throws Fmp4ParseException {
        if (!type.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            throw new Fmp4ParseException("box type of four printable characters expected, found " + printable(type));
        }
        if (type.equals("mdat") && movie.tracks().isEmpty()) {
            throw new Fmp4ParseException("moov before mdat expected: not a fragmented stream");
        }
        int now = (int) Math.min(size, length);
        skipping = size - now;
        drop(now);
    }

    private void box(String type, int headerBytes, int size, List<Output> out) throws Fmp4ParseException {
        var reader = new BoxReader(buffer, headerBytes, size, type);
        switch (type) {
            case "moov" -> {
                movie.parse(reader);
                pending = null;
                out.add(new Output.Initialized(movie.tracks()));
            }
            case "moof" -> pending = FragmentParser.parse(reader, movie, position);
            default -> {
                var header = pending;
                pending = null;
                if (header != null) {
                    out.add(header.withData(buffer, headerBytes, size, position));
                }
            }
        }
    }

    private void drop(int count) {
        System.arraycopy(buffer, count, buffer, 0, length - count);
        length -= count;
        position += count;
    }

    private static String printable(String type) {
        return java.util.HexFormat.of().formatHex(type.getBytes(StandardCharsets.ISO_8859_1));
    }
}

package vedette.pu.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * Looks over the boxes of a movie before the parser sees them: the parser allocates whatever the sample tables announce, and
 * never ends with some sizes, so damage must be found first, wherever the parser looks (ISO/IEC 14496-12 §4.2, §8.5 … §8.7).
 */
final class Mp4Check {

    private static final long MOVIE_BYTES_MAX = 64L << 20;
    private static final int DEPTH_MAX = 12;
    private static final int BOXES_MAX = 10_000;
    private static final Set<String> CONTAINERS =
            Set.of("trak", "mdia", "minf", "stbl", "edts", "dinf", "udta", "mvex", "tref", "gmhd", "wave", "clip", "ilst", "tapt");
    /** Full boxes that list boxes: version, flags and a count come first. */
    private static final Set<String> LISTS = Set.of("stsd", "dref");
    private static final int VISUAL_ENTRY_BYTES = 78;
    private static final int AUDIO_ENTRY_BYTES = 28;
    /** Tables: bytes of an entry. The count follows version and flags. */
    private static final Map<String, Integer> TABLES =
            Map.of("stts", 8, "ctts", 8, "stsc", 12, "stco", 4, "co64", 8, "stss", 4, "stsz", 4);

    private final ByteBuffer movie;
    private int boxes;

    private Mp4Check(ByteBuffer movie) {
        this.movie = movie;
    }

    /**
     * Checks the movie box of a file.
     *
     * @throws MediaException if there is none, it is too large, or a table announces more than its box holds
     */
    static void check(FileChannel channel) throws IOException {
        long at = 0;
        for (int i = 0; i < BOXES_MAX && at + 8 <= channel.size(); i++) {
            ByteBuffer header = ByteBuffer.allocate(16);
            channel.read(header, at);
            header.flip();
            long size = header.getInt() & 0xFFFF_FFFFL;
            String type = type(header);
            int headerBytes = 8;
            if (size == 1 && header.remaining() == 8) {
                size = header.getLong();
                headerBytes = 16;
            } else if (size == 0) {
                size = channel.size() - at;
            }
            if (size < headerBytes || size > channel.size() - at) {
                throw new MediaException(
                        "the box '" + type + "' at byte " + at + " announces " + size + " bytes, the file has "
                                + (channel.size() - at) + "; repair it: ffmpeg -i in -c copy out.mp4");
            }
            if (type.equals("moov")) {
                checkMovie(channel, at + headerBytes, size - headerBytes);
                return;
            }
            at += size;
        }
        throw new MediaException(
                "expected an MP4 file, found no movie box; a recording that was cut off must be " + "repaired first");
    }

    private static void checkMovie(FileChannel channel, long from, long size) throws IOException {
        if (size > MOVIE_BYTES_MAX) {
            throw new MediaException("expected a movie box of at most 64 MiB, found " + size + " bytes");
        }
        ByteBuffer movie = ByteBuffer.allocate((int) size);
        while (movie.hasRemaining() && channel.read(movie, from + movie.position()) > 0) {
            // Until the box is complete.
        }
        movie.flip();
        new Mp4Check(movie).children(0, movie.limit(), 0, "moov");
    }

    private void children(int from, int to, int depth, String parent) {
        int at = from;
        while (at + 8 <= to) {
            if (++boxes > BOXES_MAX || depth > DEPTH_MAX) {
                throw new MediaException("the movie box holds too many boxes: it is damaged");
            }
            long size = movie.getInt(at) & 0xFFFF_FFFFL;
            String type = type(movie.duplicate().position(at + 4));
            if (size < 8 || size > to - at) {
                throw damaged(type, size + " bytes announced, " + (to - at) + " there");
            }
            int end = at + (int) size;
            int first = firstChild(type, parent, at, end);
            if (first > 0) {
                children(first, end, depth + 1, type);
            } else if (TABLES.containsKey(type)) {
                table(type, at + 12, end);
            }
            at = end;
        }
    }

    /** Where the boxes inside a box begin; 0 if it holds none. Boxes too short for their own fields hold none either. */
    private int firstChild(String type, String parent, int at, int end) {
        if (parent.equals("stsd")) {
            return sampleEntry(type, at, end);
        }
        if (LISTS.contains(type)) {
            return at + 16;
        }
        if (type.equals("meta")) {
            // QuickTime's is a plain box, ISO's a full one.
            return end - at >= 12 && movie.getInt(at + 8) == 0 ? at + 12 : at + 8;
        }
        return CONTAINERS.contains(type) ? at + 8 : 0;
    }

    private int sampleEntry(String type, int at, int end) {
        if (type.equals("mp4a") || type.equals("alaw") || type.equals("ulaw") || type.equals("sowt") || type.equals("twos")) {
            int version = end - at >= 18 ? movie.getShort(at + 16) : 0;
            return at + 8 + AUDIO_ENTRY_BYTES + (version == 1 ? 16 : version == 2 ? 36 : 0);
        }
        return type.equals("tmcd") ? 0 : at + 8 + VISUAL_ENTRY_BYTES;
    }

    private void table(String type, int from, int end) {
        int countAt = from;
        boolean constant = false;
        if (type.equals("stsz")) {
            constant = end - from >= 8 && movie.getInt(from) != 0;
            countAt += 4;
        }
        if (end - countAt < 4) {
            throw damaged(type, "no room for its count");
        }
        long count = movie.getInt(countAt) & 0xFFFF_FFFFL;
        if (!constant && count * TABLES.getOrDefault(type, 1) > end - countAt - 4) {
            throw damaged(type, count + " entries announced, " + (end - countAt - 4) + " bytes there");
        }
    }

    private static MediaException damaged(String type, String what) {
        return new MediaException(
                "the box '" + type + "' is damaged: " + what + "; repair it: ffmpeg -i in -c copy out.mp4");
    }

    private static String type(ByteBuffer at) {
        byte[] name = new byte[4];
        at.get(name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}

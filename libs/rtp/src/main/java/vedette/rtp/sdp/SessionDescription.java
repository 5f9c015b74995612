package vedette.rtp.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session description (RFC 8866 §5): the session's lines and the media sections, both in order.
 *
 * @param lines the session part, from {@code v=} on
 * @param media the media sections
 */
public record SessionDescription(List<SdpLine> lines, List<MediaDescription> media) implements SdpLines {
    /** Longest accepted text, in characters. */
    public static final int CHARACTERS_MAX = 64 * 1024;
    /** Longest accepted line, in characters. */
    public static final int LINE_CHARACTERS_MAX = 8 * 1024;
    /** Most accepted lines. */
    public static final int LINES_MAX = 1024;
    /** Most accepted media sections. */
    public static final int MEDIA_MAX = 32;

    private static final int SHOWN_CHARACTERS_MAX = 40;

    /** Copies the lists. */
    public SessionDescription {
        lines = List.copyOf(lines);
        media = List.copyOf(media);
    }

    /**
     * Parses a description. Lines may end with CRLF, LF or CR; empty lines are skipped.
     *
     * <p>Lenient: the mandatory lines {@code o=}, {@code s=} and {@code t=} and the order of lines are not demanded,
     * because cameras leave them out; {@code v=0} must be the first line.
     *
     * @throws SdpParseException if a line is not {@code <letter>=<value>}, an {@code m=} line is damaged or a limit is
     *     exceeded
     */
    public static SessionDescription parse(String text) throws SdpParseException {
        if (text.length() > CHARACTERS_MAX) {
            throw new SdpParseException(
                    "at most " + CHARACTERS_MAX + " characters expected, found " + text.length(), 1);
        }
        var session = new ArrayList<SdpLine>();
        var media = new ArrayList<MediaDescription>();
        var current = session;
        int number = 0;
        for (var line : text.split("\r\n|\n|\r", LINES_MAX + 2)) {
            number++;
            if (number > LINES_MAX + 1) {
                throw new SdpParseException("at most " + LINES_MAX + " lines expected", number);
            }
            if (line.isBlank()) {
                continue;
            }
            var parsed = line(line, number);
            if (session.isEmpty()
                    && (parsed.type() != 'v' || !parsed.value().strip().equals("0"))) {
                throw new SdpParseException("v=0 expected first, found " + shorten(line), number);
            }
            if (parsed.type() != 'm') {
                current.add(parsed);
                continue;
            }
            if (media.size() == MEDIA_MAX) {
                throw new SdpParseException("at most " + MEDIA_MAX + " media sections expected", number);
            }
            close(media, current, session);
            media.add(MediaDescription.parse(parsed.value(), number));
            current = new ArrayList<>();
        }
        if (session.isEmpty()) {
            throw new SdpParseException("v=0 expected, found no line", 1);
        }
        close(media, current, session);
        return new SessionDescription(session, media);
    }

    private static void close(List<MediaDescription> media, List<SdpLine> lines, List<SdpLine> session) {
        if (lines != session) {
            var last = media.removeLast();
            media.add(new MediaDescription(last.kind(), last.port(), last.protocol(), last.formats(), lines));
        }
    }

    private static SdpLine line(String line, int number) throws SdpParseException {
        if (line.length() > LINE_CHARACTERS_MAX) {
            throw new SdpParseException(
                    "at most " + LINE_CHARACTERS_MAX + " characters in a line expected, found " + line.length(),
                    number);
        }
        if (line.length() < 2
                || line.charAt(1) != '='
                || !Character.isLetter(line.charAt(0))
                || line.indexOf('\0') >= 0) {
            throw new SdpParseException("<letter>=<value> expected, found " + shorten(line), number);
        }
        return new SdpLine(line.charAt(0), line.substring(2));
    }

    static String shorten(String found) {
        var clean = found.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= SHOWN_CHARACTERS_MAX
                ? "'" + clean + "'"
                : "'" + clean.substring(0, SHOWN_CHARACTERS_MAX) + "'…";
    }

    /** The first section of this kind. */
    public Optional<MediaDescription> firstMedia(String kind) {
        return media.stream().filter(m -> m.kind().equalsIgnoreCase(kind)).findFirst();
    }

    /** The text with CRLF line ends. */
    public String format() {
        var out = new StringBuilder(512);
        lines.forEach(l -> out.append(l).append("\r\n"));
        media.forEach(m -> m.format(out));
        return out.toString();
    }

    @Override
    public String toString() {
        return format();
    }
}

package vedette.rtsp;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A Range header in normal play time or wall time (RFC 7826 §4.4, §18.40). SMPTE ranges are not understood. */
public sealed interface RtspRange {
    /**
     * Normal play time.
     *
     * @param start begin, or null for {@code now}
     * @param end end, or null for open
     */
    record Npt(@Nullable Duration start, @Nullable Duration end) implements RtspRange {
        @Override
        public String format() {
            return "npt=" + (start == null ? "now" : seconds(start)) + "-" + (end == null ? "" : seconds(end));
        }

        private static String seconds(Duration time) {
            return BigDecimal.valueOf(time.toMillis(), 3).toPlainString();
        }
    }

    /**
     * Wall time.
     *
     * @param start begin
     * @param end end, or null for open
     */
    record Clock(Instant start, @Nullable Instant end) implements RtspRange {
        @Override
        public String format() {
            return "clock=" + UTC.format(start.atOffset(ZoneOffset.UTC)) + "Z-"
                    + (end == null ? "" : UTC.format(end.atOffset(ZoneOffset.UTC)) + "Z");
        }
    }

    /** From now on: the range of a live stream. */
    RtspRange LIVE = new Npt(null, null);

    /** UTC times of RFC 7826 §4.4.3. */
    DateTimeFormatter UTC = new DateTimeFormatterBuilder()
            .appendPattern("uuuuMMdd'T'HHmmss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(java.util.Locale.ROOT);

    /** {@code npt} times of RFC 7826 §4.4.2: seconds or hours:minutes:seconds. */
    Pattern NPT_TIME = Pattern.compile("(?:(\\d{1,6}):(\\d{1,2}):)?(\\d{1,9}(?:\\.\\d{0,9})?)");

    /** The header's value. */
    String format();

    /** Parses a header's value; empty if it is neither {@code npt} nor {@code clock} or is damaged (answer 457). */
    static Optional<RtspRange> parse(String value) {
        var range = value.split(";", 2)[0].strip();
        try {
            if (range.startsWith("npt=")) {
                return npt(range.substring(4));
            }
            if (range.startsWith("clock=")) {
                return clock(range.substring(6));
            }
        } catch (DateTimeException | ArithmeticException | NumberFormatException _) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<RtspRange> npt(String text) {
        int dash = text.indexOf('-');
        var begin = (dash < 0 ? text : text.substring(0, dash)).strip();
        var end = dash < 0 ? "" : text.substring(dash + 1).strip();
        var until = end.isEmpty() ? null : duration(end);
        if (begin.isEmpty() && end.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Npt(begin.equals("now") ? null : begin.isEmpty() ? Duration.ZERO : duration(begin), until));
    }

    private static Duration duration(String text) {
        var matcher = NPT_TIME.matcher(text);
        if (!matcher.matches()) {
            throw new NumberFormatException(text);
        }
        var seconds = Duration.ofNanos(
                new BigDecimal(matcher.group(3)).movePointRight(9).longValueExact());
        return matcher.group(1) == null
                ? seconds
                : seconds.plusHours(Long.parseLong(matcher.group(1))).plusMinutes(Long.parseLong(matcher.group(2)));
    }

    private static Optional<RtspRange> clock(String text) {
        var parts = text.strip().split("-", 2);
        return Optional.of(
                new Clock(instant(parts[0]), parts.length == 1 || parts[1].isBlank() ? null : instant(parts[1])));
    }

    private static Instant instant(String text) {
        var time = text.strip();
        if (!time.endsWith("Z")) {
            throw new DateTimeException("UTC time expected");
        }
        return LocalDateTime.parse(time.substring(0, time.length() - 1), UTC).toInstant(ZoneOffset.UTC);
    }
}

package vedette.rtsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Header fields in order; names are compared without regard to case (RFC 7826 §5.2). Immutable. {@link #toString}
 * leaves out the values of fields that carry secrets.
 *
 * @param entries the fields
 */
public record RtspHeaders(List<Entry> entries) {
    /** No fields. */
    public static final RtspHeaders EMPTY = new RtspHeaders(List.of());

    private static final Set<String> SECRET =
            Set.of("authorization", "proxy-authorization", "www-authenticate", "authentication-info");

    /** One field; refuses line breaks, so that no value can add fields. */
    public record Entry(String name, String value) {
        /** Checks name and value. */
        public Entry {
            if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 127 && c != ':')) {
                throw new IllegalArgumentException("header name of visible ASCII expected");
            }
            if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
                throw new IllegalArgumentException("header value without line breaks expected in " + name);
            }
        }
    }

    /** Copies the list. */
    public RtspHeaders {
        entries = List.copyOf(entries);
    }

    /** Fields from alternating names and values. */
    public static RtspHeaders of(String... namesAndValues) {
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.add(new Entry(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new RtspHeaders(entries);
    }

    /** These fields and one more at the end. */
    public RtspHeaders with(String name, String value) {
        var more = new ArrayList<>(entries);
        more.add(new Entry(name, value));
        return new RtspHeaders(more);
    }

    /** These fields and others at the end. */
    public RtspHeaders with(RtspHeaders others) {
        var more = new ArrayList<>(entries);
        more.addAll(others.entries);
        return new RtspHeaders(more);
    }

    /** Value of the first field of this name. */
    public Optional<String> first(String name) {
        return entries.stream()
                .filter(e -> e.name.equalsIgnoreCase(name))
                .map(Entry::value)
                .findFirst();
    }

    /** Values of all fields of this name, in order. */
    public List<String> all(String name) {
        return entries.stream()
                .filter(e -> e.name.equalsIgnoreCase(name))
                .map(Entry::value)
                .toList();
    }

    /** The comma separated tokens of all fields of this name, in order. */
    public List<String> tokens(String name) {
        return all(name).stream()
                .flatMap(v -> java.util.Arrays.stream(v.split(",")))
                .map(String::strip)
                .filter(t -> !t.isEmpty())
                .toList();
    }

    @Override
    public String toString() {
        var out = new StringBuilder("{");
        for (var entry : entries) {
            boolean secret = SECRET.contains(entry.name.toLowerCase(Locale.ROOT));
            out.append(out.length() == 1 ? "" : ", ")
                    .append(entry.name)
                    .append(": ")
                    .append(secret ? "(hidden)" : entry.value);
        }
        return out.append('}').toString();
    }
}

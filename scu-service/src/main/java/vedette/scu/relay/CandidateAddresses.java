package vedette.scu.relay;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The public addresses in ICE candidates (RFC 8839 §5.1): server-reflexive and relay ones. Never host candidates: who may put any private
 * address into a relay's permissions could reach into networks. Total; stateless.
 */
final class CandidateAddresses {
    private static final int LINES_MAX = 2_000;
    private static final int ADDRESSES_MAX = 16;
    private static final Pattern ADDRESS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+");

    private CandidateAddresses() {}

    /** Addresses in an SDP, or in one {@code candidate:…} line. */
    static Set<String> of(@Nullable String text) {
        Set<String> found = new LinkedHashSet<>();
        if (text == null) {
            return found;
        }
        text.lines().limit(LINES_MAX).forEach(line -> {
            String candidate = line.startsWith("a=") ? line.substring(2) : line;
            if (candidate.startsWith("candidate:") && found.size() < ADDRESSES_MAX) {
                String[] parts = candidate.split(" ");
                // foundation component transport priority address port typ type
                if (parts.length >= 8 && parts[6].equals("typ") && (parts[7].equals("srflx") || parts[7].equals("relay"))
                        && isAddress(parts[4])) {
                    found.add(parts[4]);
                }
            }
        });
        return found;
    }

    /** Whether the text is a literal address, as a permission can name it. */
    static boolean isAddress(@Nullable String text) {
        return text != null && text.length() <= 45 && ADDRESS.matcher(text).matches();
    }
}

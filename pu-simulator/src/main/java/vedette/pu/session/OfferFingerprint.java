package vedette.pu.session;

import java.util.LinkedHashSet;
import java.util.Set;
import vedette.device.RpcException;
import vedette.webrtc.Fingerprint;

/** Reads the one certificate that a viewer's offer stands for: all its {@code a=fingerprint} lines must say the same (RFC 8122 §5). */
final class OfferFingerprint {
    private static final String ATTRIBUTE = "a=fingerprint:";
    private static final int OFFER_CHARS_MAX = 60 * 1024;

    private OfferFingerprint() {}

    /** @throws RpcException {@code offer-rejected} */
    static Fingerprint read(String sdp) {
        if (sdp.length() > OFFER_CHARS_MAX) {
            throw rejected("an offer of at most " + OFFER_CHARS_MAX + " characters, found " + sdp.length());
        }
        Set<Fingerprint> found = new LinkedHashSet<>();
        for (String line : sdp.lines().toList()) {
            if (line.regionMatches(true, 0, ATTRIBUTE, 0, ATTRIBUTE.length())) {
                try {
                    found.add(Fingerprint.parse(line.substring(ATTRIBUTE.length())));
                } catch (IllegalArgumentException e) {
                    throw rejected("a=fingerprint lines with sha-256: " + e.getMessage());
                }
            }
        }
        if (found.size() != 1) {
            throw rejected("an offer whose a=fingerprint lines name one certificate, found " + found.size());
        }
        return found.iterator().next();
    }

    private static RpcException rejected(String expected) {
        return RpcException.refused("offer-rejected", "Expected " + expected + ".");
    }
}

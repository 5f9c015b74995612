package vedette.platform.internal;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The name of a service instance in its certificate: {@code spiffe://vedette/<entity>/<instance>}.
 *
 * @param entity functional entity, such as {@code scu}
 * @param instance its instance
 */
public record SpiffeId(String entity, String instance) {
    private static final String PREFIX = "spiffe://vedette/";
    private static final int SAN_URI = 6;

    public static SpiffeId of(String entity, String instance) {
        return new SpiffeId(entity, instance);
    }

    public String uri() {
        return PREFIX + entity + "/" + instance;
    }

    /** The only such name in a certificate; empty if there is none or more than one (SPIFFE X509-SVID §2). */
    public static Optional<SpiffeId> of(X509Certificate certificate) {
        Collection<List<?>> names;
        try {
            names = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
        List<String> uris = names == null
                ? List.of()
                : names.stream()
                        .filter(n -> Integer.valueOf(SAN_URI).equals(n.get(0)))
                        .map(n -> String.valueOf(n.get(1)))
                        .toList();
        if (uris.size() != 1 || !uris.getFirst().startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = uris.getFirst().substring(PREFIX.length()).split("/", -1);
        return parts.length == 2 ? Optional.of(new SpiffeId(parts[0], parts[1])) : Optional.empty();
    }
}

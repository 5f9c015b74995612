package vedette.testkit.net;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a {@link LabNat} does to the packets of its hosts. Mapping and filtering in the words of RFC 4787 §4.1 and §5. A host
 * without any NAT is a public one: {@link NetworkLab#addPublicHost}.
 */
public enum NatKind {
    /** Endpoint-independent mapping, address and port-dependent filtering: what most homes have. */
    CONE,
    /** Endpoint-independent mapping and filtering: whoever knows the outer port gets in. */
    FULL_CONE,
    /** Address and port-dependent mapping: every destination sees another, random port. */
    SYMMETRIC,
    /** Like {@link #CONE} for TCP; UDP is dropped both ways. */
    UDP_BLOCKED,
    /** Only TCP connections to port 443 get out. */
    ONLY_443;

    /** The name as the lab's console takes it, such as {@code full-cone}. */
    public String word() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /**
     * The kind of a {@link #word}.
     *
     * @throws IllegalArgumentException naming the known ones
     */
    public static NatKind of(String word) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Expected a kind of NAT ("
                        + Arrays.stream(values()).map(NatKind::word).collect(Collectors.joining(", ")) + "), found: " + word));
    }
}

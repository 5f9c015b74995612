package vedette.stun.client;

/** How a NAT maps or filters (RFC 4787 §4.1, §5), as far as it could be found out. */
public enum NatBehaviour {
    ENDPOINT_INDEPENDENT("endpoint-independent"),
    ADDRESS_DEPENDENT("address-dependent"),
    ADDRESS_AND_PORT_DEPENDENT("address-and-port-dependent"),
    /** There is no NAT: the mapped address is the local one. */
    NONE("none"),
    /** No server answered over UDP. */
    UDP_BLOCKED("udp-blocked"),
    /** The servers do not offer what would tell. */
    UNKNOWN("unknown");

    private final String wire;

    NatBehaviour(String wire) {
        this.wire = wire;
    }

    /** Its name in messages, e.g. {@code endpoint-independent}. */
    public String wire() {
        return wire;
    }
}

package vedette.contracts.sd;

/**
 * Counters of one MTU since its start, {@code GET /internal/v1/counters}.
 *
 * @param mtu the instance
 * @param stats as in its registration
 * @param traffic what TURN relayed, ended allocations included
 * @param stun requests and refusals
 */
public record RelayCounters(String mtu, MtuStats stats, RelayTraffic traffic, Stun stun) {
    /**
     * What the STUN and TURN listeners saw.
     *
     * @param bindings Binding requests answered
     * @param allocationsTotal allocations made since the start
     * @param authenticationFailures requests with a wrong or missing credential, first challenges not counted
     * @param junk packets that are neither STUN nor ChannelData of an allocation
     * @param limited packets dropped by the limit per source
     */
    public record Stun(long bindings, long allocationsTotal, long authenticationFailures, long junk, long limited) {}
}

package vedette.stun.client;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import vedette.stun.TransactionId;

/**
 * Finds out how the NAT in front of a socket maps and filters (RFC 5780 §4.3, §4.4). All requests must leave from one socket that has sent
 * nothing before: filtering is tested first, while the NAT knows of no way to the alternate addresses.
 *
 * <p>A server with an alternate address tells all. Without one, a second server of the list at another address serves to compare mappings; with
 * an alternate port only, different mappings prove dependence on the port, equal ones leave {@link NatBehaviour#UNKNOWN}.
 *
 * <p>Use as {@link BindingTransaction}. Not thread-safe.
 */
public final class NatDiscovery {
    /** Most servers tried. */
    public static final int SERVERS_MAX = 8;

    private enum Step { FIRST, FILTER_BOTH, FILTER_PORT, MAP_ADDRESS, MAP_BOTH, MAP_PORT, OVER }

    private final List<InetSocketAddress> servers;
    private final InetSocketAddress local;
    private final StunTiming timing;
    private final RandomGenerator random;
    private final @Nullable String flowId;

    private Step step = Step.FIRST;
    private int serverIndex;
    private InetSocketAddress server;
    private BindingTransaction transaction;
    private @Nullable InetSocketAddress mapped;
    /** Where mappings are compared: another address than the server's. */
    private @Nullable InetSocketAddress alternate;
    private @Nullable InetSocketAddress alternateMapped;
    private @Nullable InetSocketAddress other;
    private NatBehaviour mapping = NatBehaviour.UNKNOWN;
    private NatBehaviour filtering = NatBehaviour.UNKNOWN;

    /**
     * @param servers 1 to 8 resolved addresses, tried in order
     * @param local address and port of the socket, not the wildcard
     * @param random for transaction ids, unpredictable
     * @param flowId carried by the first request to each server; null = none
     */
    public NatDiscovery(
            List<InetSocketAddress> servers,
            InetSocketAddress local,
            StunTiming timing,
            RandomGenerator random,
            @Nullable String flowId,
            long nowNanos) {
        if (servers.isEmpty() || servers.size() > SERVERS_MAX) {
            throw new IllegalArgumentException("Expected 1 to " + SERVERS_MAX + " servers, found " + servers.size());
        }
        this.servers = List.copyOf(servers);
        this.local = local;
        this.timing = timing;
        this.random = random;
        this.flowId = flowId;
        this.server = servers.getFirst();
        this.transaction = request(server, BindingTransaction.Change.NOTHING, flowId, nowNanos);
    }

    private BindingTransaction request(InetSocketAddress to, BindingTransaction.Change change, @Nullable String flow, long nowNanos) {
        return new BindingTransaction(to, timing, TransactionId.random(random), change, flow, nowNanos);
    }

    /** A datagram came. */
    public void received(ByteBuffer datagram, long nowNanos) {
        if (step != Step.OVER) {
            transaction.received(datagram);
            advance(nowNanos);
        }
    }

    /** Time has passed. */
    public void timePassed(long nowNanos) {
        if (step != Step.OVER) {
            transaction.timePassed(nowNanos);
            advance(nowNanos);
        }
    }

    /** What to do next. */
    public StunOutput<NatReport> poll() {
        if (step == Step.OVER) {
            return new StunOutput.Done<>(mapped == null ? NatReport.BLOCKED : new NatReport(server, mapped, mapping, filtering));
        }
        return switch (transaction.poll()) {
            case StunOutput.Transmit<BindingResult>(var to, var datagram) -> new StunOutput.Transmit<>(to, datagram);
            case StunOutput.WaitUntil<BindingResult>(var deadline) -> new StunOutput.WaitUntil<>(deadline);
            case StunOutput.Done<BindingResult> _ -> throw new IllegalStateException("A finished transaction was not followed by a step");
        };
    }

    private void advance(long nowNanos) {
        BindingResult result = transaction.result();
        if (result == null) {
            return;
        }
        BindingResult.Answered answer = result instanceof BindingResult.Answered answered ? answered : null;
        switch (step) {
            case FIRST -> first(answer, nowNanos);
            case FILTER_BOTH -> {
                if (answer != null) {
                    filtering = NatBehaviour.ENDPOINT_INDEPENDENT;
                    map(nowNanos);
                } else {
                    start(Step.FILTER_PORT, server, BindingTransaction.Change.PORT, nowNanos);
                }
            }
            case FILTER_PORT -> {
                filtering = filteringBySilence(result);
                map(nowNanos);
            }
            case MAP_ADDRESS -> mapAddress(answer, nowNanos);
            case MAP_BOTH -> {
                mapping = answer == null ? NatBehaviour.UNKNOWN
                        : answer.mapped().equals(alternateMapped) ? NatBehaviour.ADDRESS_DEPENDENT
                        : NatBehaviour.ADDRESS_AND_PORT_DEPENDENT;
                step = Step.OVER;
            }
            case MAP_PORT -> {
                // Equal mappings on two ports of one address leave two possibilities.
                mapping = answer != null && !answer.mapped().equals(mapped) ? NatBehaviour.ADDRESS_AND_PORT_DEPENDENT : NatBehaviour.UNKNOWN;
                step = Step.OVER;
            }
            case OVER -> throw new IllegalStateException("Nothing follows the end");
        }
    }

    private void first(BindingResult.@Nullable Answered answer, long nowNanos) {
        if (answer == null) {
            serverIndex++;
            if (serverIndex == servers.size()) {
                step = Step.OVER;
                return;
            }
            server = servers.get(serverIndex);
            transaction = request(server, BindingTransaction.Change.NOTHING, flowId, nowNanos);
            return;
        }
        mapped = answer.mapped();
        other = usable(answer.other()) ? answer.other() : null;
        if (other == null) {
            map(nowNanos);
        } else if (!other.getAddress().equals(server.getAddress())) {
            alternate = other;
            start(Step.FILTER_BOTH, server, BindingTransaction.Change.ADDRESS_AND_PORT, nowNanos);
        } else {
            start(Step.FILTER_PORT, server, BindingTransaction.Change.PORT, nowNanos);
        }
    }

    private boolean usable(@Nullable InetSocketAddress candidate) {
        return candidate != null
                && candidate.getPort() != 0
                && !candidate.getAddress().isAnyLocalAddress()
                && candidate.getAddress().getClass() == server.getAddress().getClass();
    }

    private NatBehaviour filteringBySilence(BindingResult result) {
        return switch (result) {
            case BindingResult.TimedOut _ -> NatBehaviour.ADDRESS_AND_PORT_DEPENDENT;
            // From the same address the answer came through; whether it would from another is known only if that was tried.
            case BindingResult.Answered _ -> alternate != null ? NatBehaviour.ADDRESS_DEPENDENT : NatBehaviour.UNKNOWN;
            case BindingResult.Refused _ -> NatBehaviour.UNKNOWN;
        };
    }

    private void map(long nowNanos) {
        if (local.equals(mapped)) {
            mapping = NatBehaviour.NONE;
            step = Step.OVER;
        } else if (alternate != null) {
            start(Step.MAP_ADDRESS, new InetSocketAddress(alternate.getAddress(), server.getPort()), BindingTransaction.Change.NOTHING, nowNanos);
        } else {
            InetSocketAddress elsewhere = servers.stream()
                    .filter(candidate -> !candidate.getAddress().equals(server.getAddress())
                            && candidate.getAddress().getClass() == server.getAddress().getClass())
                    .findFirst()
                    .orElse(null);
            if (elsewhere != null) {
                start(Step.MAP_ADDRESS, elsewhere, BindingTransaction.Change.NOTHING, nowNanos);
            } else if (other != null) {
                start(Step.MAP_PORT, other, BindingTransaction.Change.NOTHING, nowNanos);
            } else {
                step = Step.OVER;
            }
        }
    }

    private void mapAddress(BindingResult.@Nullable Answered answer, long nowNanos) {
        if (answer == null) {
            step = Step.OVER;
            return;
        }
        if (answer.mapped().equals(mapped)) {
            mapping = NatBehaviour.ENDPOINT_INDEPENDENT;
            step = Step.OVER;
            return;
        }
        alternateMapped = answer.mapped();
        InetSocketAddress third = alternate != null ? alternate : usable(answer.other()) ? answer.other() : null;
        if (third == null) {
            step = Step.OVER;
        } else {
            start(Step.MAP_BOTH, third, BindingTransaction.Change.NOTHING, nowNanos);
        }
    }

    private void start(Step next, InetSocketAddress to, BindingTransaction.Change change, long nowNanos) {
        step = next;
        transaction = request(to, change, null, nowNanos);
    }
}

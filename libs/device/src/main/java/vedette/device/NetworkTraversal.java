package vedette.device;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.DeviceAuth;
import vedette.stun.client.NatBehaviour;
import vedette.stun.client.NatReport;

/**
 * Private network traversal (H.626.4 §8.3): learns the address that the platform sees by STUN, how the NAT behaves (RFC 5780), and tells
 * the platform under the device's signature; again every five minutes, and as soon as a local address or the mapping changed. Runs on the
 * agent's scheduler.
 */
public final class NetworkTraversal implements AutoCloseable {
    static final Duration REPEAT = Duration.ofMinutes(5);
    static final Duration LOCAL_CHECK = Duration.ofSeconds(5);
    /** Below the shortest life of UDP mappings in the field (RFC 4787 §4.3), so that the watched mapping is not the thing that changes. */
    static final Duration MAPPING_CHECK = Duration.ofSeconds(25);

    private static final Duration AUTH_LIMIT = Duration.ofSeconds(60);
    /** A storm of changes is one change. */
    private static final Duration SPACING = Duration.ofSeconds(5);

    private static final int SERVERS_MAX = 8;
    private static final Logger LOG = LoggerFactory.getLogger(NetworkTraversal.class);

    /** The network as this flow needs it; stages complete on any thread. */
    public interface Network {
        /** RFC 5780 from a fresh socket, the first request carrying {@code flowId}. */
        CompletionStage<NatReport> discover(List<String> servers, String flowId);

        /** A Binding from a socket that is kept: empty if nobody answered. */
        CompletionStage<Optional<InetSocketAddress>> mapped(String server);
    }

    private final DeviceAgent agent;
    private final AgentScheduler scheduler;
    private final Network network;
    private final Supplier<List<String>> localAddresses;
    private List<String> servers = List.of();
    private String nonce = "";
    private List<String> toldLocal = List.of();
    private @Nullable InetSocketAddress watched;
    private AgentScheduler.@Nullable Timer repeat;
    private boolean running;
    private boolean again;
    private boolean watching;
    private boolean closed;
    private long lastRunNanos;
    private volatile @Nullable NatReport report;

    /** @param localAddresses {@code ip:port}, asked every five seconds */
    public NetworkTraversal(
            DeviceAgent agent,
            AgentScheduler scheduler,
            Network network,
            Supplier<List<String>> localAddresses) {
        this.agent = agent;
        this.scheduler = scheduler;
        this.network = network;
        this.localAddresses = localAddresses;
        agent.addReadyListener(this::ready);
    }

    /** What was found out last. */
    public Optional<NatReport> report() {
        return Optional.ofNullable(report);
    }

    /** Whether UDP to the platform was found not to pass. */
    public boolean isUdpBlocked() {
        NatReport known = report;
        return known != null && known.mapping() == NatBehaviour.UDP_BLOCKED;
    }

    private void ready(JsonNode params) {
        servers = DeviceJson.texts(params.path("stun")).stream().limit(SERVERS_MAX).toList();
        nonce = params.path("auth_nonce").asString("");
        if (!servers.isEmpty() && !nonce.isEmpty()) {
            run("channel ready");
            if (!watching) {
                watching = true;
                scheduler.schedule(LOCAL_CHECK, this::watchLocal);
                scheduler.schedule(MAPPING_CHECK, this::watchMapping);
            }
        }
    }

    private boolean isIdle() {
        return closed || servers.isEmpty() || !agent.status().isReady();
    }

    private void watchLocal() {
        if (closed) {
            return;
        }
        if (!isIdle() && !running && !localAddresses.get().equals(toldLocal)) {
            run("local address changed");
        }
        scheduler.schedule(LOCAL_CHECK, this::watchLocal);
    }

    private void watchMapping() {
        if (closed) {
            return;
        }
        if (isIdle() || running) {
            scheduler.schedule(MAPPING_CHECK, this::watchMapping);
            return;
        }
        network.mapped(servers.getFirst()).whenComplete((mapped, failure) -> scheduler.execute(() -> {
            InetSocketAddress now = failure == null ? mapped.orElse(null) : null;
            InetSocketAddress before = watched;
            watched = now;
            if (!isIdle() && hasChanged(before, now)) {
                run("mapping changed");
            }
            scheduler.schedule(MAPPING_CHECK, this::watchMapping);
        }));
    }

    /** The first answer is only something to compare with, unless the report says that there would be none. */
    private boolean hasChanged(@Nullable InetSocketAddress before, @Nullable InetSocketAddress now) {
        if (now == null) {
            return before != null;
        }
        return before == null ? isUdpBlocked() : !before.equals(now);
    }

    private void run(String why) {
        if (running) {
            again = true;
            return;
        }
        running = true;
        cancelRepeat();
        lastRunNanos = scheduler.nanoTime();
        String flowId = Ids.next("flw");
        LOG.info("{}: address discovery ({})", agent.identity().serial(), why);
        network.discover(servers, flowId)
                .whenComplete((found, failure) -> scheduler.execute(() -> discovered(flowId, found, failure)));
    }

    private void discovered(String flowId, @Nullable NatReport found, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        if (failure != null) {
            LOG.info("{}: address discovery failed: {}", agent.identity().serial(), Failures.message(failure));
        }
        NatReport now = found != null && failure == null
                ? found
                : new NatReport(null, null, NatBehaviour.UDP_BLOCKED, NatBehaviour.UDP_BLOCKED);
        report = now;
        FlowRef flow = new FlowRef("8.3", flowId, "S2", null);
        FlowEvent s2 = now.mapped() == null
                ? null
                : agent.flows().record(flow, "mtu", "pu", "STUN Binding Success", FlowEvent.OK, Ids.next("msg"));
        toldLocal = localAddresses.get().stream().limit(DeviceAuth.ADDRESSES_MAX).toList();
        String natAddr = now.mapped() == null ? null : text(now.mapped());
        String mapping = now.mapping().wire();
        String filtering = now.filtering().wire();
        ObjectNode params = DeviceJson.object()
                .put("nonce", nonce)
                .put("signature", agent.signAddresses(nonce, toldLocal, natAddr, mapping, filtering));
        toldLocal.forEach(params.putArray("local_addrs")::add);
        params.put("nat_addr", natAddr).put("mapping", mapping).put("filtering", filtering);
        params.set(
                "flow",
                DeviceJson.MAPPER.valueToTree(flow.at("S3", s2 == null ? null : s2.eventId())));
        String sent = nonce;
        agent.requestUntilDone(ChannelMethods.DEVICE_AUTH, params, AUTH_LIMIT)
                .whenComplete((answer, refused) -> scheduler.execute(() -> answered(flow, sent, answer, refused)));
    }

    private void answered(FlowRef flow, String sent, @Nullable JsonNode answer, @Nullable Throwable failure) {
        running = false;
        if (closed) {
            return;
        }
        if (failure == null && answer != null) {
            String next = answer.path("next_nonce").asString("");
            if (!next.isEmpty() && sent.equals(nonce)) {
                nonce = next; // Else a new channel brought its own meanwhile.
            }
            recordS7(flow, answer);
        } else {
            LOG.info("{}: addresses not taken: {}", agent.identity().serial(), Failures.message(failure));
        }
        boolean soon = again || !sent.equals(nonce) && failure != null;
        again = false;
        cancelRepeat();
        Duration sinceLast = Duration.ofNanos(scheduler.nanoTime() - lastRunNanos);
        Duration wait = soon ? SPACING.minus(sinceLast) : REPEAT;
        repeat = scheduler.schedule(wait.isNegative() ? Duration.ZERO : wait, this::repeat);
    }

    private void recordS7(FlowRef flow, JsonNode answer) {
        FlowRef s7 = flow.at("S7", null);
        if (answer.path("flow").isObject()) {
            s7 = FlowHeader.validated(DeviceJson.MAPPER.treeToValue(answer.path("flow"), FlowRef.class))
                    .filter(named -> named.flowId().equals(flow.flowId()))
                    .map(named -> named.at("S7", named.cause()))
                    .orElse(s7);
        }
        agent.flows().record(s7, "scu", "pu", "device.auth.result", FlowEvent.OK, Ids.next("msg"));
    }

    private void repeat() {
        repeat = null;
        if (isIdle()) {
            return; // The next channel begins anew.
        }
        run("repeated");
    }

    private void cancelRepeat() {
        if (repeat != null) {
            repeat.cancel();
            repeat = null;
        }
    }

    /** {@code ip:port}, IPv6 in brackets. */
    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        int scope = host.indexOf('%');
        String plain = scope < 0 ? host : host.substring(0, scope);
        return (plain.indexOf(':') >= 0 ? "[" + plain + "]" : plain) + ":" + address.getPort();
    }

    /** Stops; the scheduler's pending tasks then do nothing. */
    @Override
    public void close() {
        scheduler.execute(() -> {
            closed = true;
            cancelRepeat();
        });
    }
}

package vedette.pu.session;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.contracts.device.ViewerCapabilities;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.RelayConnect;
import vedette.contracts.ps.RelayTicket;
import vedette.device.AgentScheduler;
import vedette.device.DeviceAgent;
import vedette.device.DeviceJson;
import vedette.device.RpcException;
import vedette.device.TlsTrust;
import vedette.pu.media.MediaSource;
import vedette.rtsp.server.RtspRequestInfo;

/**
 * The reverse RTSP uplinks of one unit (register 11.3): one copy of a stream to an MTU, which hands it to its viewers. At most
 * {@link #UPLINKS_MAX}. Its maps belong to the scheduler.
 */
public final class RelayUplinks implements AutoCloseable {
    static final int UPLINKS_MAX = 4;
    private static final Logger LOG = LoggerFactory.getLogger(RelayUplinks.class);
    private static final Duration TICKET_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration NO_LEASE = Duration.ofDays(3650);

    private final DeviceAgent agent;
    private final AgentScheduler scheduler;
    private final Executor workers;
    private final MediaSource source;
    private final RelayDialer dialer;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, RelayUplink> uplinks = new LinkedHashMap<>();
    private boolean closed;

    public RelayUplinks(
            DeviceAgent agent, AgentScheduler scheduler, Executor workers, MediaSource source, RelayDialer dialer) {
        this.agent = agent;
        this.scheduler = scheduler;
        this.workers = workers;
        this.source = source;
        this.dialer = dialer;
        agent.handle(ChannelMethods.MEDIA_RELAY_CONNECT, this::onConnect);
    }

    private CompletionStage<JsonNode> onConnect(JsonNode params) {
        RelayConnect order;
        try {
            order = DeviceJson.MAPPER.treeToValue(params, RelayConnect.class);
        } catch (JacksonException e) {
            throw RpcException.invalidParams("Expected relay_id, channel, stream, url and ticket.");
        }
        String relayId = DeviceJson.text(params, "relay_id");
        RelayUplink.Ticket ticket = ticket(
                DeviceJson.text(params, "url"), DeviceJson.text(params, "ticket"), order.tlsCaPem());
        String stream = DeviceJson.text(params, "stream");
        FlowRef flow = FlowHeader.validated(order.flow()).orElse(null);
        if (order.channel() != 1 || !(stream.equals("main") || stream.equals("sub"))) {
            throw RpcException.refused(
                    "stream-unknown",
                    "This camera has channel 1 with the streams main and sub, the order names " + order.channel() + ".");
        }
        RelayUplink older = uplinks.get(relayId);
        if (older != null) {
            older.stop();
        }
        if (closed || uplinks.size() >= UPLINKS_MAX) {
            throw RpcException.refused(
                    "too-many-uplinks", "This camera sends at most " + UPLINKS_MAX + " streams to media servers.");
        }
        if (flow != null) {
            agent.flows()
                    .record(
                            flow.at("R04", flow.cause()),
                            "scu",
                            "pu",
                            ChannelMethods.MEDIA_RELAY_CONNECT,
                            FlowEvent.OK,
                            Ids.next("msg"));
        }
        RelayUplink uplink = new RelayUplink(relayId, scheduler, new Around(relayId, stream, flow));
        uplinks.put(relayId, uplink);
        uplink.dial(ticket);
        return CompletableFuture.completedFuture(DeviceJson.object().put("ok", true));
    }

    /** Only https, and only where the platform says: nothing that the media server answers leads elsewhere. */
    private static RelayUplink.Ticket ticket(String url, String ticket, List<String> tlsCaPem) {
        try {
            URI parsed = URI.create(url);
            if ("https".equals(parsed.getScheme()) && parsed.getHost() != null && parsed.getUserInfo() == null) {
                return new RelayUplink.Ticket(parsed, ticket, tlsCaPem);
            }
        } catch (IllegalArgumentException malformed) {
            LOG.debug("malformed uplink URL", malformed);
        }
        throw RpcException.invalidParams("Expected an https URL of a media server without user.");
    }

    /** What one uplink needs. */
    private final class Around implements RelayUplink.Surroundings {
        private final String relayId;
        private final String stream;
        private final @Nullable FlowRef flow;

        Around(String relayId, String stream, @Nullable FlowRef flow) {
            this.relayId = relayId;
            this.stream = stream;
            this.flow = flow;
        }

        @Override
        public CompletionStage<RelayUplink.Ticket> ticket(String relay) {
            return agent.request(
                            ChannelMethods.MEDIA_RELAY_TICKET,
                            DeviceJson.object().put("relay_id", relay),
                            TICKET_TIMEOUT)
                    .thenApply(answer -> DeviceJson.MAPPER.treeToValue(answer, RelayTicket.class))
                    .thenApply(given -> RelayUplinks.ticket(given.url(), given.ticket(), given.tlsCaPem()));
        }

        @Override
        public Runnable dial(RelayUplink.Ticket ticket, Consumer<RelayUplink.End> ended) {
            TlsTrust trust = agent.mediaTrust(ticket.tlsCaPem());
            RelayHandler handler = new RelayHandler(
                    agent.flows(),
                    workers,
                    path -> path.deviceId().equals(agent.status().deviceId())
                            && path.channel() == 1
                            && path.stream().equals(stream),
                    flow,
                    this::open);
            return dialer.dial(ticket.url(), ticket.ticket(), trust, handler, reason -> {
                LOG.info("uplink {} to {}: {}", relayId, ticket.url().getAuthority(), reason);
                ended.accept(handler.isFinished() ? RelayUplink.End.FINISHED : RelayUplink.End.BROKEN);
            });
        }

        private RtspPlaySession open(RtspRequestInfo request) {
            Grant grant = new Grant(
                    relayId,
                    new ViewerCapabilities(null, null, null, null, null, null),
                    1,
                    stream,
                    "media server",
                    NO_LEASE,
                    "",
                    null,
                    flow);
            return new RtspPlaySession(
                    grant,
                    source,
                    (_, reason, bytes, millis) ->
                            LOG.info("uplink {} sent {} bytes in {} ms: {}", relayId, bytes, millis, reason),
                    scheduler,
                    request.peer(),
                    random,
                    () -> {});
        }

        @Override
        public void stopped(RelayUplink uplink) {
            uplinks.remove(relayId, uplink);
        }
    }

    /** Closes all uplinks. */
    @Override
    public void close() {
        scheduler.execute(() -> {
            closed = true;
            List.copyOf(uplinks.values()).forEach(RelayUplink::stop);
        });
    }
}

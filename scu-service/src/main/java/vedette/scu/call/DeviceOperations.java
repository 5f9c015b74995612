package vedette.scu.call;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Ids;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowEvents;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.CapabilitiesChanged;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.ClockSync;
import vedette.contracts.ps.Empty;
import vedette.contracts.ps.Heartbeat;
import vedette.contracts.ps.HeartbeatResult;
import vedette.contracts.ps.LeaseRenewal;
import vedette.contracts.ps.MediaCandidate;
import vedette.contracts.ps.RelayTicket;
import vedette.contracts.ps.RelayTicketRequest;
import vedette.contracts.ps.SessionEndedReport;
import vedette.contracts.ps.SessionPathReport;
import vedette.contracts.sc.DeviceButton;
import vedette.contracts.sc.DeviceCapabilitiesReport;
import vedette.contracts.sc.LeaseRequest;
import vedette.contracts.sc.Leases;
import vedette.contracts.sc.SessionEnded;
import vedette.contracts.sc.SessionPath;
import vedette.platform.flow.FlowSink;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.channel.DeviceLinks;
import vedette.scu.channel.DeviceRequests;
import vedette.scu.channel.Frames;
import vedette.scu.channel.Workers;
import vedette.scu.cmu.CmuGateway;
import vedette.scu.cmu.CmuProblemException;
import vedette.scu.presence.Presence;
import vedette.scu.relay.RelayPeers;
import vedette.scu.relay.RelayWatch;
import vedette.scu.relay.Relays;

/**
 * What devices may ask of the SCU on their channel. The caller's identity is the channel's, never what a message says: a device cannot act for
 * another one (H.626.4 §7.2). Does not block: what needs the CMU runs on {@link Workers}.
 */
public final class DeviceOperations implements DeviceRequests {
    private static final Logger log = LoggerFactory.getLogger(DeviceOperations.class);
    /** Beyond this the device is told to set its clock (H626.4 §7.2: one time base). */
    private static final long OFFSET_MAX_MILLIS = 500;
    private static final int EVENTS_MAX = 50;
    private static final int CANDIDATE_CHARS_MAX = 1024;
    private static final Duration CLOCK_SYNC_TIMEOUT = Duration.ofSeconds(5);
    private static final Set<String> PATH_KINDS = Set.of("direct-lan", "direct-punched", "relayed", "distributed");
    /** Entities whose receptions a device may report. */
    private static final Set<String> REPORTABLE = Set.of("pu", "nvr", "cu");

    private final CmuGateway cmu;
    private final Workers workers;
    private final Presence presence;
    private final MediaRoutingTable routes;
    private final Viewers viewers;
    private final Verification verification;
    private final AddressAuthentication addresses;
    private final Relays relays;
    private final RelayPeers peers;
    private final RelayWatch watch;
    private final FlowSink flows;
    private final Clock clock;
    private final Supplier<DeviceLinks> links;

    public DeviceOperations(
            CmuGateway cmu,
            Workers workers,
            Presence presence,
            MediaRoutingTable routes,
            Viewers viewers,
            Verification verification,
            AddressAuthentication addresses,
            Relays relays,
            RelayPeers peers,
            RelayWatch watch,
            FlowSink flows,
            Clock clock,
            Supplier<DeviceLinks> links) {
        this.cmu = cmu;
        this.workers = workers;
        this.presence = presence;
        this.routes = routes;
        this.viewers = viewers;
        this.verification = verification;
        this.addresses = addresses;
        this.relays = relays;
        this.peers = peers;
        this.watch = watch;
        this.flows = flows;
        this.clock = clock;
        this.links = links;
    }

    @Override
    public CompletionStage<?> serve(Caller caller, String id, String method, JsonNode params) {
        return switch (method) {
            case ChannelMethods.HEARTBEAT -> done(heartbeat(caller, params));
            case ChannelMethods.MEDIA_CANDIDATE -> done(candidate(caller, params));
            case ChannelMethods.FLOW_REPORT -> done(flowReport(caller, params));
            case ChannelMethods.SESSION_VERIFY -> asking(() -> verification.verify(caller, id, params));
            case ChannelMethods.SESSION_PATH -> asking(() -> path(caller, params));
            case ChannelMethods.SESSION_LEASE -> asking(() -> lease(caller, params));
            case ChannelMethods.SESSION_ENDED -> asking(() -> ended(caller, params));
            case ChannelMethods.DEVICE_CAPABILITIES -> asking(() -> capabilities(caller, params));
            case ChannelMethods.DEVICE_BUTTON -> asking(() -> {
                cmu.button(new DeviceButton(caller.deviceId()));
                return new Empty();
            });
            case ChannelMethods.DEVICE_AUTH -> asking(() -> addresses.authenticate(caller, id, params));
            case ChannelMethods.MEDIA_RELAY_TICKET -> asking(() -> ticket(caller, params));
            default -> throw new IllegalStateException("DevicePeer lets only known methods pass; found " + method);
        };
    }

    private static CompletionStage<?> done(Object result) {
        return CompletableFuture.completedFuture(result);
    }

    private CompletionStage<?> asking(Supplier<Object> task) {
        return workers.supply(() -> {
            try {
                return task.get();
            } catch (CmuProblemException e) {
                throw new DeviceCallException(e.problem());
            }
        });
    }

    private HeartbeatResult heartbeat(Caller caller, JsonNode params) {
        Heartbeat beat = read(params, Heartbeat.class);
        presence.sessions(caller.deviceId(), beat.sessions());
        java.time.Instant now = clock.instant();
        Long offset = beat.deviceTime() == null ? null : Duration.between(beat.deviceTime(), now).toMillis();
        if (offset != null && Math.abs(offset) > OFFSET_MAX_MILLIS) {
            log.atInfo().addKeyValue("unitId", caller.deviceId()).addKeyValue("offsetMs", offset).log("Device clock is off; synchronizing");
            links.get()
                    .call(caller.deviceId(), ChannelMethods.CLOCK_SYNC, new ClockSync(now), CLOCK_SYNC_TIMEOUT)
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            log.atDebug().setCause(failure).addKeyValue("unitId", caller.deviceId()).log("Clock not synchronized");
                        }
                    });
        }
        return new HeartbeatResult(now, offset);
    }

    private Empty candidate(Caller caller, JsonNode params) {
        MediaCandidate trickled = read(params, MediaCandidate.class);
        requireSession(trickled.sessionId());
        if (trickled.candidate() != null && trickled.candidate().length() > CANDIDATE_CHARS_MAX) {
            throw invalid("/candidate", "expected at most " + CANDIDATE_CHARS_MAX + " characters");
        }
        peers.deviceSeen(trickled.sessionId(), caller.deviceId(), null, trickled.candidate());
        viewers.candidate(caller.deviceId(), trickled.sessionId(), trickled.candidate());
        return new Empty();
    }

    private Empty flowReport(Caller caller, JsonNode params) {
        List<FlowEvent> events = read(params, FlowEvents.class).events();
        if (events.size() > EVENTS_MAX) {
            throw invalid("/events", "expected at most " + EVENTS_MAX + " events, found " + events.size());
        }
        events.stream()
                .filter(event -> event != null && event.to() != null && REPORTABLE.contains(event.to()) && isValid(event))
                .forEach(event -> flows.accept(event.reportedBy(caller.deviceId())));
        return new Empty();
    }

    @SuppressWarnings("ConstantValue") // A record read from JSON may hold nulls where the contract forbids them.
    private static boolean isValid(FlowEvent event) {
        FlowRef ref = new FlowRef(String.valueOf(event.flow()), String.valueOf(event.flowId()), String.valueOf(event.step()), event.cause());
        return FlowHeader.validated(ref).isPresent()
                && Ids.isValid("evt", String.valueOf(event.eventId()))
                && short100(event.from())
                && short100(event.message())
                && short100(event.status())
                && short100(event.messageId())
                && event.wallTime() != null
                && (event.cause() == null || Ids.isValid("evt", event.cause()));
    }

    private static boolean short100(@Nullable String text) {
        return text != null && text.length() <= 100;
    }

    private Object path(Caller caller, JsonNode params) {
        SessionPathReport report = withMtu(read(params, SessionPathReport.class));
        requireSession(report.sessionId());
        if (!PATH_KINDS.contains(String.valueOf(report.kind()))) {
            throw invalid("/kind", "expected one of " + String.join(", ", PATH_KINDS.stream().sorted().toList()));
        }
        routes.path(caller.deviceId(), report);
        presence.sessions(caller.deviceId(), Math.max(1, routes.countOf(caller.deviceId())));
        cmu.sessionPath(report.sessionId(), new SessionPath(
                caller.deviceId(), report.kind(), report.local(), report.remote(), report.reason(), report.localType(), report.remoteType(), report.mtu()));
        return new Empty();
    }

    /** A device knows the address of a relay, not the name of its MTU. */
    private SessionPathReport withMtu(SessionPathReport told) {
        return told.mtu() != null || !"relayed".equals(told.kind()) || told.sessionId() == null
                ? told
                : new SessionPathReport(
                        told.sessionId(), told.kind(), told.local(), told.remote(), told.reason(), told.localType(), told.remoteType(),
                        relays.mtuOf(told.sessionId()).orElse(null));
    }

    private Object lease(Caller caller, JsonNode params) {
        LeaseRenewal renewal = read(params, LeaseRenewal.class);
        if (renewal.sessionIds().size() > LeaseRequest.SESSIONS_MAX) {
            throw invalid("/session_ids", "expected at most " + LeaseRequest.SESSIONS_MAX);
        }
        renewal.sessionIds().forEach(DeviceOperations::requireSession);
        Leases leases = cmu.leases(new LeaseRequest(caller.deviceId(), renewal.sessionIds()));
        for (Leases.Lease lease : leases.leases()) {
            if (lease.leaseMs() > 0) {
                routes.opened(lease.sessionId(), caller.deviceId(), null);
            } else {
                routes.ended(lease.sessionId(), caller.deviceId());
                relays.ended(lease.sessionId(), caller.deviceId());
            }
        }
        watch.sessionsGoOn(caller.deviceId(), leases.leases().stream().filter(lease -> lease.leaseMs() > 0).map(Leases.Lease::sessionId).toList());
        return leases;
    }

    private Object ticket(Caller caller, JsonNode params) {
        RelayTicketRequest request = read(params, RelayTicketRequest.class);
        if (request.relayId() == null || !Ids.isValid("rly", request.relayId())) {
            throw invalid("/relay_id", "expected rly_ and 26 characters");
        }
        var ticket = relays.ticket(caller.deviceId(), request.relayId());
        return new RelayTicket(ticket.url(), ticket.ticket(), ticket.tlsCaPem());
    }

    private Object ended(Caller caller, JsonNode params) {
        SessionEndedReport report = read(params, SessionEndedReport.class);
        requireSession(report.sessionId());
        String reason = String.valueOf(report.reason());
        if (!reason.matches("[a-z][a-z0-9-]{1,48}")) {
            throw invalid("/reason", "expected a code such as viewer-left");
        }
        if (relays.goesOnWithoutDevice(report.sessionId(), caller.deviceId())) {
            // The media server distributes it: its own report will be the usage record.
            return new Empty();
        }
        routes.ended(report.sessionId(), caller.deviceId());
        relays.ended(report.sessionId(), caller.deviceId());
        presence.sessions(caller.deviceId(), routes.countOf(caller.deviceId()));
        viewers.ended(caller.deviceId(), report.sessionId(), reason);
        cmu.sessionEnded(
                report.sessionId(),
                new SessionEnded(caller.deviceId(), reason, Math.max(0, report.bytes()), Math.max(0, report.durationMs())));
        return new Empty();
    }

    private Object capabilities(Caller caller, JsonNode params) {
        CapabilitiesChanged changed = read(params, CapabilitiesChanged.class);
        cmu.capabilities(new DeviceCapabilitiesReport(caller.deviceId(), changed.capabilities()));
        return new Empty();
    }

    static <T> T read(JsonNode params, Class<T> type) {
        return Frames.MAPPER.treeToValue(params, type);
    }

    static void requireSession(@Nullable String sessionId) {
        if (sessionId == null || !Ids.isValid("ses", sessionId)) {
            throw invalid("/session_id", "expected ses_ and 26 characters");
        }
    }

    static DeviceCallException invalid(String pointer, String detail) {
        return new DeviceCallException(Problem.of("params-invalid", "Parameters invalid", 400, pointer + ": " + detail + "."));
    }
}

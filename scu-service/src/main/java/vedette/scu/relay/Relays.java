package vedette.scu.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import vedette.contracts.ErrorKind;
import vedette.contracts.IceServer;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.RelayConnect;
import vedette.contracts.sd.IceServerEntry;
import vedette.contracts.sd.RelayAddresses;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sd.RelayTicket;
import vedette.contracts.sm.RelayOffer;
import vedette.contracts.sm.RelayOrder;
import vedette.contracts.sm.ViewerNotice;
import vedette.platform.error.VedetteException;
import vedette.platform.flow.FlowTrace;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.channel.Workers;

/**
 * Commands relays (register 11.3, 11.3b R01–R04) and looks after them until their session ends: addresses that may pass, a move to another MTU
 * when theirs dies. {@link RelayWatch} lets time pass. Thread-safe; what blocks says so.
 */
public final class Relays {
    private static final Logger log = LoggerFactory.getLogger(Relays.class);
    /** Until the session is verified. */
    static final Duration FIRST_TTL = Duration.ofMinutes(2);
    /** Of a session that plays; longer than it takes another SCU to find it. */
    static final Duration TTL = Duration.ofMinutes(5);

    private static final Duration CONNECT_WAIT = Duration.ofSeconds(3);

    /** What relays need of the SCU around them. */
    public interface Surroundings {
        /** Whether the device serves this session now. */
        boolean plays(String sessionId);

        /** Whether the device's channel is here. */
        boolean holds(String deviceId);

        /** Has the device dial (R04). */
        CompletionStage<JsonNode> connect(String deviceId, RelayConnect order);

        /** Address of the device's channel, if it is here. */
        Optional<String> peerAddress(String deviceId);

        /** Must not block. */
        void tellViewer(String sessionId, ViewerNotice notice);

        /** The media of a session comes from this MTU from now on. */
        void distributed(String sessionId, String deviceId, String mtu);
    }

    private record Created(Mtu mtu, RelayAnswer answer, @Nullable FlowRef flow) {}

    private final Mtus mtus;
    private final MtuCalls calls;
    private final RelayBook book;
    private final Surroundings around;
    private final Workers workers;
    private final FlowTrace trace;
    private final Duration turnWait;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;

    /** @param turnWait how long a play request waits for an MTU */
    Relays(
            Mtus mtus,
            MtuCalls calls,
            RelayBook book,
            Surroundings around,
            Workers workers,
            FlowTrace trace,
            Duration turnWait,
            RandomGenerator random,
            LongSupplier nanoTime) {
        this.mtus = mtus;
        this.calls = calls;
        this.book = book;
        this.around = around;
        this.workers = workers;
        this.trace = trace;
        this.turnWait = turnWait;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** A TURN relay in the time that a click has, else STUN servers at most; never fails. Blocks. */
    public RelayOffer turn(RelayOrder order) {
        String sessionId = order.sessionId() == null ? Ids.next("ses") : order.sessionId();
        Relay.Order kept = new Relay.Order(
                sessionId, order.deviceId(), order.tenantId(), order.channel(), order.stream(), RelayRequest.TURN);
        RelayAddresses addresses = order.deviceId() == null ? RelayAddresses.none() : known(order.deviceId(), order.viewerAddress());
        AtomicReference<@Nullable Mtu> asked = new AtomicReference<>();
        CompletableFuture<Created> attempt =
                workers.supply(() -> create(kept.request(FIRST_TTL.toMillis(), addresses), mtus.usable(), received(order), asked));
        try {
            Created created = attempt.get(turnWait.toMillis(), TimeUnit.MILLISECONDS);
            if (order.deviceId() != null) {
                note(kept, created, addresses);
            }
            RelayAnswer answer = created.answer();
            return new RelayOffer(
                    answer.relayId(), answer.mtu(), answer.iceServers() == null ? List.of() : servers(answer.iceServers().cu()), null, null,
                    answer.expiresAt(), null);
        } catch (TimeoutException e) {
            Mtu slow = asked.get();
            if (slow != null) {
                mtus.slow(slow);
            }
            attempt.thenAccept(late -> discard(late.mtu(), late.answer().relayId()));
        } catch (ExecutionException e) {
            log.atInfo().addKeyValue("sessionId", sessionId).addKeyValue("reason", String.valueOf(e.getCause())).log("No relay for a session");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<IceServer> stun = stunOnly();
        if (order.deviceId() != null) {
            book.deviceHalf(sessionId, order.deviceId(), stun);
        }
        return new RelayOffer(null, null, stun, null, null, null, null);
    }

    private RelayAddresses known(String deviceId, @Nullable String viewerAddress) {
        return new RelayAddresses(
                viewerAddress != null && CandidateAddresses.isAddress(viewerAddress) ? List.of(viewerAddress) : List.of(),
                around.peerAddress(deviceId).filter(CandidateAddresses::isAddress).map(List::of).orElse(List.of()));
    }

    private List<IceServer> stunOnly() {
        List<String> urls = mtus.stun().stream().map(address -> "stun:" + address).toList();
        return urls.isEmpty() ? List.of() : List.of(new IceServer(urls, null, null));
    }

    private static List<IceServer> servers(@Nullable List<IceServerEntry> entries) {
        return entries == null
                ? List.of()
                : entries.stream().map(entry -> new IceServer(entry.urls(), entry.username(), entry.credential())).toList();
    }

    private @Nullable FlowRef received(RelayOrder order) {
        FlowRef flow = order.flow();
        if (flow == null) {
            return null;
        }
        String message = RelayRequest.TURN.equals(order.kind()) ? "relay-request via cmu" : "relay-request";
        FlowRef r01 = flow.at("R01", flow.cause());
        return r01.at("R01", trace.received(r01, "cu", message, FlowEvent.OK, flow.flowId() + "R01"));
    }

    /** Asks one MTU after the other (R02, R03); throws {@code no-media-server} or the last one's code. */
    private Created create(RelayRequest request, List<Mtu> usable, @Nullable FlowRef r01, AtomicReference<@Nullable Mtu> asked) {
        String code = "no-media-server";
        List<Mtu> order = new ArrayList<>(MtuSelection.order(usable, mtus.region(), book::held, random));
        order.sort(Comparator.comparing(mtus::isSlow)); // Stable: the choice stands but for those that were slow just now.
        for (Mtu mtu : order) {
            asked.set(mtu);
            FlowRef r03 = r01 == null
                    ? null
                    : r01.at("R03", trace.internal(r01, "R02", r01.cause(), "mtu.selected " + mtu.instance(), FlowEvent.OK));
            try {
                return new Created(mtu, calls.create(mtu, request, r03), r03);
            } catch (MtuException e) {
                code = e.code();
                if (e.kind() == MtuException.Kind.SILENT) {
                    mtus.suspect(mtu);
                }
                log.atInfo().addKeyValue("mtu", mtu.instance()).addKeyValue("code", code).log("A media server does not relay; trying the next");
            }
        }
        if (r01 != null && asked.get() == null) {
            trace.internal(r01, "R02", r01.cause(), "mtu.selected", code);
        }
        throw new VedetteException(ErrorKind.UNAVAILABLE, code, "No media server can take this session at the moment. Try again in a few seconds.");
    }

    private void note(Relay.Order order, Created created, RelayAddresses addresses) {
        RelayAnswer answer = created.answer();
        if (!book.add(new Relay(answer.relayId(), order, created.mtu(), addresses, nanoTime.getAsLong()))) {
            log.atWarn().addKeyValue("relayId", answer.relayId()).log("Too many relays; this one ends with its first lifetime");
        }
        if (answer.iceServers() != null && order.deviceId() != null) {
            book.deviceHalf(order.sessionId(), order.deviceId(), servers(answer.iceServers().pu()));
        }
    }

    /**
     * Has an MTU distribute a stream, and the device dial it unless its uplink stands. Blocks for some seconds at most.
     *
     * @throws VedetteException {@code no-media-server device-offline device-timeout …}
     */
    public RelayOffer distribute(RelayOrder order) {
        String sessionId = String.valueOf(order.sessionId());
        Relay.Order kept = new Relay.Order(
                sessionId, order.deviceId(), order.tenantId(), order.channel(), order.stream(), RelayRequest.DISTRIBUTE);
        List<Relay> before = book.of(sessionId).stream().filter(relay -> relay.order.distributes()).toList();
        Created created = createDistribution(kept, received(order));
        dial(kept, created);
        note(kept, created, RelayAddresses.none());
        before.forEach(this::end);
        RelayAnswer answer = created.answer();
        FlowRef r06 = created.flow() == null ? null : created.flow().at("R06", created.flow().cause());
        return new RelayOffer(answer.relayId(), answer.mtu(), List.of(), answer.urls(), answer.cuTicket(), answer.expiresAt(), r06);
    }

    private Created createDistribution(Relay.Order order, @Nullable FlowRef r01) {
        List<Mtu> usable = mtus.usable();
        Optional<Mtu> uplink = book.uplink(order).flatMap(mtu -> mtus.living(mtu.instance(), mtu.bootId()));
        RelayRequest request = order.request(FIRST_TTL.toMillis(), RelayAddresses.none());
        if (uplink.isPresent()) {
            try {
                return create(request, List.of(uplink.get()), r01, new AtomicReference<>());
            } catch (VedetteException e) {
                usable = usable.stream().filter(mtu -> !mtu.equals(uplink.get())).toList();
            }
        }
        return create(request, usable, r01, new AtomicReference<>());
    }

    private void dial(Relay.Order order, Created created) {
        RelayAnswer answer = created.answer();
        RelayTicket ticket = answer.pu();
        String deviceId = String.valueOf(order.deviceId());
        if (ticket != null) {
            FlowRef r04 = created.flow() == null ? null : created.flow().at("R04", created.flow().cause());
            RelayConnect connect = new RelayConnect(
                    answer.relayId(), order.channel() == null ? 1 : order.channel(), order.stream() == null ? "main" : order.stream(),
                    ticket.url(), ticket.ticket(), ticket.tlsCaPem(), r04);
            try {
                around.connect(deviceId, connect).toCompletableFuture().get(CONNECT_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                discard(created.mtu(), answer.relayId());
                throw refused(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                discard(created.mtu(), answer.relayId());
                throw new VedetteException(ErrorKind.UNAVAILABLE, "scu-stopping", "This service stops. Try again.", e);
            }
        }
        around.distributed(order.sessionId(), deviceId, answer.mtu());
    }

    private static VedetteException refused(Exception e) {
        if (e instanceof TimeoutException) {
            return new VedetteException(ErrorKind.DEADLINE_EXCEEDED, "device-timeout", "The camera did not dial the media server in time. Try again.", e);
        }
        var problem = DeviceCallException.problemOf(e.getCause() == null ? e : e.getCause());
        return new VedetteException(
                problem.status() == 504 ? ErrorKind.DEADLINE_EXCEEDED : ErrorKind.FAILED_PRECONDITION, problem.code(), String.valueOf(problem.detail()));
    }

    /** Name of the MTU that relays a session. */
    public Optional<String> mtuOf(String sessionId) {
        return book.of(sessionId).stream().map(relay -> relay.mtu.instance()).findFirst();
    }

    /** The device's half of a session's ICE servers. */
    public List<IceServer> deviceHalf(String sessionId, String deviceId) {
        return book.deviceHalf(sessionId, deviceId);
    }

    /** A command to the MTU of a relay failed. */
    void failed(Relay relay, MtuException e) {
        log.atInfo().addKeyValue("relayId", relay.relayId).addKeyValue("mtu", relay.mtu.instance()).addKeyValue("code", e.code()).log("A relay's media server failed");
        switch (e.kind()) {
            case SILENT -> mtus.suspect(relay.mtu);
            case GONE -> move(relay);
            case REFUSED -> {
                // It lives and keeps what it has.
            }
        }
    }

    /** A session of a device is over: its relays end. Does not block. */
    public void ended(String sessionId, String deviceId) {
        book.forgetDeviceHalf(sessionId, deviceId);
        book.of(sessionId, deviceId).forEach(this::end);
    }

    /** The device serves a session no more. True if an MTU still distributes it: then it is not over, its viewers have that. */
    public boolean goesOnWithoutDevice(String sessionId, String deviceId) {
        boolean distributed = false;
        for (Relay relay : book.of(sessionId, deviceId)) {
            if (relay.order.distributes()) {
                distributed = true;
            } else {
                end(relay);
            }
        }
        return distributed;
    }

    /** Ends one relay. Does not block. */
    void end(Relay relay) {
        if (book.remove(relay)) {
            discard(relay.mtu, relay.relayId);
        }
    }

    private void discard(Mtu mtu, String relayId) {
        workers.supply(() -> {
            try {
                calls.delete(mtu, relayId);
            } catch (MtuException e) {
                log.atDebug().addKeyValue("relayId", relayId).setCause(e).log("A relay was not ended; it ends with its lifetime");
            }
            return relayId;
        });
    }

    /**
     * A ticket with which a device dials again. Blocks.
     *
     * @throws DeviceCallException {@code relay-gone}, or {@code mtu-unavailable} to be tried again
     */
    public RelayTicket ticket(String deviceId, String relayId) {
        Relay relay = book.find(relayId)
                .or(() -> adopt(item -> item.relayId().equals(relayId) && deviceId.equals(item.deviceId())).stream().findFirst())
                .filter(found -> deviceId.equals(found.order.deviceId()))
                .orElseThrow(Relays::gone);
        try {
            return calls.ticket(relay.mtu, relayId);
        } catch (MtuException e) {
            if (e.kind() == MtuException.Kind.GONE) {
                throw gone();
            }
            failed(relay, e);
            throw new DeviceCallException(vedette.contracts.Problem.of(
                    "mtu-unavailable", "The media server does not answer", 503, "The media server does not answer. Try again in a few seconds."));
        }
    }

    private static DeviceCallException gone() {
        return new DeviceCallException(
                vedette.contracts.Problem.of("relay-gone", "The relay is over", 404, "This relay has ended. Do not dial again."));
    }

    /** Takes over relays that another SCU commanded, e.g. since the device came here from an SCU that died. Blocks. */
    List<Relay> adopt(java.util.function.Predicate<vedette.contracts.sd.RelaySummary> wanted) {
        List<Relay> adopted = new ArrayList<>();
        for (Mtu mtu : mtus.living()) {
            try {
                calls.list(mtu).items().stream().filter(wanted).forEach(item -> {
                    Relay.Order order = new Relay.Order(
                            item.sessionId(), item.deviceId(), item.tenantId() == null ? "" : item.tenantId(), item.channel(), item.stream(), item.kind());
                    Relay relay = new Relay(item.relayId(), order, mtu, RelayAddresses.none(), nanoTime.getAsLong());
                    if (book.add(relay)) {
                        adopted.add(relay);
                    }
                });
            } catch (MtuException e) {
                log.atInfo().addKeyValue("mtu", mtu.instance()).addKeyValue("code", e.code()).log("A media server does not list its relays");
            }
        }
        return adopted;
    }

    /** Puts a relay on another MTU, and both sides on the way to it. Blocks. False if there is none now. */
    boolean move(Relay relay) {
        if (!book.remove(relay)) {
            return true; // Ended, or moved by somebody else.
        }
        RelayAddresses addresses = book.addresses(relay);
        List<Mtu> others = mtus.usable();
        try {
            Created created = create(relay.order.request(TTL.toMillis(), addresses), others, null, new AtomicReference<>());
            if (relay.order.distributes()) {
                dial(relay.order, created);
            }
            note(relay.order, created, addresses);
            announce(relay.order, created.answer());
            log.atInfo().addKeyValue("sessionId", relay.order.sessionId()).addKeyValue("from", relay.mtu.instance())
                    .addKeyValue("to", created.mtu().instance()).log("A relay moved to another media server");
            return true;
        } catch (VedetteException e) {
            book.add(relay);
            return false;
        }
    }

    private void announce(Relay.Order order, RelayAnswer answer) {
        String deviceId = String.valueOf(order.deviceId());
        if (order.distributes()) {
            around.tellViewer(order.sessionId(), new ViewerNotice(deviceId, "relay-moved", null, null, answer.urls(), answer.cuTicket(), null));
        } else if (answer.iceServers() != null) {
            around.tellViewer(order.sessionId(), new ViewerNotice(
                    deviceId, "ice-servers", null, null, null, null, servers(answer.iceServers().cu())));
        }
    }

    /** Relays now. */
    public int size() {
        return book.size();
    }
}

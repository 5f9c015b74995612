package vedette.pu.session;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import vedette.device.AgentScheduler;
import vedette.device.DeviceAgent;
import vedette.device.DeviceJson;
import vedette.device.RpcException;

/**
 * The running play sessions of one unit: how many viewers it bears, their leases, the record of each session's end. A lease is renewed every
 * minute over the channel; while the channel is down the unit plays on until the lease ends, so a restart of the platform breaks no picture.
 * Thread-safe.
 */
public final class Sessions implements AutoCloseable, PlaySession.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private static final Duration LEASE_RENEWAL = Duration.ofMinutes(1);
    private static final Duration LEASE_CHECK = Duration.ofSeconds(1);
    private static final Duration LEASE_TIMEOUT = Duration.ofSeconds(30);
    /** The record of an ended session waits this long for a channel and a CMU. */
    private static final Duration ENDED_TIMEOUT = Duration.ofHours(12);

    private final DeviceAgent agent;
    private final AgentScheduler scheduler;
    private final Executor workers;
    private final int viewersMax;
    private final Map<String, PlaySession> running = new ConcurrentHashMap<>();
    private final Set<Object> places = new HashSet<>();
    private volatile boolean closed;
    private long sinceRenewalNanos;

    public Sessions(DeviceAgent agent, AgentScheduler scheduler, Executor workers, int viewersMax) {
        this.agent = agent;
        this.scheduler = scheduler;
        this.workers = workers;
        this.viewersMax = viewersMax;
        scheduler.schedule(LEASE_CHECK, this::watchLeases);
        agent.handle("session.end", params -> later(() -> onEnd(params)));
        agent.handle("session.modify", params -> later(() -> onModify(params)));
        agent.handle("session.keyframe", params -> later(() -> onKeyFrame(params)));
    }

    private java.util.concurrent.CompletionStage<JsonNode> later(java.util.function.Supplier<JsonNode> task) {
        return java.util.concurrent.CompletableFuture.supplyAsync(task, workers);
    }

    /**
     * Takes a viewer's place before the costly part begins; give it back with {@link #release}.
     *
     * @throws RpcException {@code too-many-viewers}
     */
    Object takePlace() {
        Object place = new Object();
        synchronized (places) {
            if (closed || places.size() >= viewersMax) {
                throw RpcException.refused(
                        "too-many-viewers",
                        "This camera serves at most " + viewersMax
                                + " viewers directly, all places are taken. Watch through the provider, or try again later.");
            }
            places.add(place);
        }
        return place;
    }

    /** Gives a place back; a second time does nothing. */
    void release(Object place) {
        synchronized (places) {
            places.remove(place);
        }
    }

    /** Lists a session; an older one of the same id makes room. */
    void add(PlaySession session) {
        PlaySession older = running.put(session.id(), session);
        if (older != null) {
            older.end("replaced");
        }
        if (closed) {
            session.end("device-stops");
        }
    }

    Optional<PlaySession> find(String sessionId) {
        return Optional.ofNullable(running.get(sessionId));
    }

    public int count() {
        return running.size();
    }

    public List<SessionInfo> list() {
        return running.values().stream().map(PlaySession::info).toList();
    }

    @Override
    public void ended(PlaySession session, String reason, long bytes, long durationMillis) {
        running.remove(session.id(), session);
        LOG.info("session {} ended: {}, {} bytes in {} ms", session.id(), reason, bytes, durationMillis);
        ObjectNode params = DeviceJson.object()
                .put("session_id", session.id())
                .put("reason", reason)
                .put("bytes", bytes)
                .put("duration_ms", durationMillis);
        agent.requestUntilDone("session.ended", params, ENDED_TIMEOUT);
    }

    private PlaySession require(JsonNode params) {
        String id = DeviceJson.text(params, "session_id");
        return find(id).orElseThrow(
                        () -> RpcException.refused("session-not-found", "This camera has no session " + id + "."));
    }

    private JsonNode onEnd(JsonNode params) {
        String reason = params.path("reason").asString("ended-by-platform");
        find(DeviceJson.text(params, "session_id")).ifPresent(session -> session.end(reason));
        return DeviceJson.object();
    }

    private JsonNode onModify(JsonNode params) {
        Applied applied = require(params).modify(DeviceJson.MAPPER.treeToValue(params, Modification.class));
        ObjectNode answer = DeviceJson.object();
        answer.set("applied", DeviceJson.MAPPER.valueToTree(applied));
        return answer;
    }

    private JsonNode onKeyFrame(JsonNode params) {
        require(params).requestKeyFrame();
        return DeviceJson.object();
    }

    private void watchLeases() {
        if (closed) {
            return;
        }
        long now = scheduler.nanoTime();
        for (PlaySession session : running.values()) {
            if (session.leaseIsOver(now)) {
                workers.execute(() -> session.end("lease-expired"));
            }
        }
        sinceRenewalNanos += LEASE_CHECK.toNanos();
        if (sinceRenewalNanos >= LEASE_RENEWAL.toNanos()) {
            sinceRenewalNanos = 0;
            renewLeases();
        }
        scheduler.schedule(LEASE_CHECK, this::watchLeases);
    }

    private void renewLeases() {
        if (running.isEmpty()) {
            return;
        }
        ObjectNode params = DeviceJson.object();
        running.keySet().forEach(params.putArray("session_ids")::add);
        agent.request("session.lease", params, LEASE_TIMEOUT).whenComplete((answer, failure) -> {
            if (failure != null) {
                LOG.info("leases not renewed, playing on until they end: {}", failure.getMessage());
                return;
            }
            for (JsonNode lease : answer.path("leases")) {
                find(lease.path("session_id").asString(""))
                        .ifPresent(
                                session -> renew(session, lease.path("lease_ms").asLong(0)));
            }
        });
    }

    private void renew(PlaySession session, long leaseMillis) {
        if (leaseMillis > 0) {
            session.renewLease(Duration.ofMillis(leaseMillis));
        } else {
            workers.execute(() -> session.end("revoked"));
        }
    }

    /** Ends all sessions. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(running.values()).forEach(session -> session.end("device-stops"));
    }
}

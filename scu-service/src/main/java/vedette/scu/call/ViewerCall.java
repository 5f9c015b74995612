package vedette.scu.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Problem;
import vedette.contracts.cs.ViewerEvent;
import vedette.contracts.cs.ViewerMessage;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.MediaAnswer;
import vedette.contracts.ps.MediaCandidate;
import vedette.contracts.ps.MediaOffer;
import vedette.contracts.ps.SessionEndOrder;
import vedette.contracts.ps.SessionKeyframe;
import vedette.contracts.ps.SessionModified;
import vedette.contracts.ps.SessionModify;
import vedette.contracts.sc.SessionRoute;
import vedette.contracts.sm.ViewerNotice;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.channel.Workers;
import vedette.scu.cmu.CmuProblemException;

/**
 * One viewer's call (H.626.4 §7.2: setup, modify, tear down; §8.4 S4 and S10 for browsers): offer → device → answer, candidates both ways.
 * The loss of the viewer's connection changes nothing for the media. Thread-safe; never blocks.
 */
final class ViewerCall implements Viewers.Listener {
    private static final Logger log = LoggerFactory.getLogger(ViewerCall.class);
    private static final int CANDIDATES_MAX = 64;
    private static final int CANDIDATE_CHARS_MAX = 1024;
    private static final int OFFERS_MAX = 3;
    /** Second media connections under one session: a network that flaps may need some. */
    private static final int REPLACEMENTS_MAX = 50;
    /** How long a distributed session outlives its signalling connection. */
    private static final Duration GONE_AFTER = Duration.ofSeconds(30);
    private static final Duration RECORD_AFTER = Duration.ofSeconds(5);
    private static final Duration ORDER_TIMEOUT = Duration.ofSeconds(3);

    /** What a call needs from its surroundings. */
    interface Surroundings {
        /** Blocks; {@link CmuProblemException} if there is no such session. */
        SessionRoute route(String sessionId);

        /** Name of this SCU. */
        String scu();

        Duration offerTimeout();

        /** Blocks; orders the distributed path. */
        RelayRequests.Granted relay(RelayRequests.Wanted wanted);

        /** Runs a short task later. */
        void later(Duration delay, Runnable task);

        /** Blocks; tells the CMU that a session is over of which no device and no MTU will tell. */
        void ended(String sessionId, String deviceId, String reason);
    }

    private enum State { NEW, OFFERING, ANSWERED, ENDED }

    private final ViewerSocket socket;
    private final String address;
    private final Surroundings surroundings;
    private final DeviceReach reach;
    private final Viewers viewers;
    private final Workers workers;
    private final List<@Nullable String> toDevice = new ArrayList<>();
    private final List<@Nullable String> toViewer = new ArrayList<>();
    private State state = State.NEW;
    private int offers;
    private String sessionId = "";
    private String deviceId = "";
    private @Nullable String scuUrl;
    private String token = "";
    /** Whether the session plays on this connection: then a further offer replaces its media connection. */
    private boolean bound;
    private boolean relayed;
    private boolean relaying;
    private int replacements;

    /** @param address of the viewer, as the gateway saw it */
    ViewerCall(ViewerSocket socket, String address, Surroundings surroundings, DeviceReach reach, Viewers viewers, Workers workers) {
        this.socket = socket;
        this.address = address;
        this.surroundings = surroundings;
        this.reach = reach;
        this.viewers = viewers;
        this.workers = workers;
    }

    void received(ViewerMessage message) {
        switch (String.valueOf(message.type())) {
            case "offer" -> {
                if (Boolean.TRUE.equals(message.replaces())) {
                    replace(message);
                } else {
                    offer(message);
                }
            }
            case "candidate" -> viewerCandidate(message.candidate());
            case "modify" -> modify(message);
            case "keyframe" -> order(ChannelMethods.SESSION_KEYFRAME, SessionKeyframe::new);
            case "relay" -> relay(message);
            case "bye" -> bye();
            case "ping" -> socket.send(new ViewerEvent.Pong("pong"));
            default -> error(null, Problem.of("message-unknown", "Message unknown", 400,
                    "Expected type offer, candidate, modify, keyframe, relay, bye or ping."));
        }
    }

    private void offer(ViewerMessage message) {
        Problem wrong = ViewerProblems.check(message);
        if (wrong != null) {
            error(null, wrong);
            return;
        }
        String session = String.valueOf(message.sessionId());
        synchronized (this) {
            if (state != State.NEW || ++offers > OFFERS_MAX) {
                error(null, Problem.of("offer-repeated", "One offer per connection", 409,
                        "This connection already carries an offer. Open another connection for another session."));
                return;
            }
            state = State.OFFERING;
            sessionId = session;
            token = String.valueOf(message.token());
        }
        FlowRef flow = FlowHeader.validated(message.flow()).map(ref -> ref.at("S4", ref.cause())).orElse(null);
        MediaOffer offer = new MediaOffer(session, String.valueOf(message.token()), String.valueOf(message.sdp()), null, null, flow);
        workers.supply(() -> surroundings.route(session))
                .thenCompose(route -> callDevice(route, offer))
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        answered(result, flow);
                    } else {
                        refused(ViewerProblems.problemOf(failure), flow);
                    }
                });
    }

    /** A second media connection under the session of this connection; the device knows it, so nobody is asked. */
    private void replace(ViewerMessage message) {
        if (message.sdp() == null || !message.sdp().startsWith("v=0")) {
            error(null, Problem.of("request-invalid", "Request invalid", 400, "Expected sdp as an SDP offer."));
            return;
        }
        String session;
        synchronized (this) {
            boolean same = message.sessionId() == null || message.sessionId().equals(sessionId);
            if (state != State.ANSWERED || !same || ++replacements > REPLACEMENTS_MAX) {
                error(null, ViewerProblems.notPlaying());
                return;
            }
            state = State.OFFERING;
            session = sessionId;
        }
        FlowRef flow = FlowHeader.validated(message.flow()).map(ref -> ref.at("S4", ref.cause())).orElse(null);
        call(ChannelMethods.MEDIA_OFFER, new MediaOffer(session, "", message.sdp(), null, true, flow), surroundings.offerTimeout())
                .whenComplete((result, failure) -> {
                    if (failure == null) {
                        answered(result, flow);
                    } else {
                        refused(ViewerProblems.problemOf(failure), flow);
                    }
                });
    }

    /** Register 11.3 R01: the distributed path for the session of this connection, be it that its offer was refused. */
    private void relay(ViewerMessage message) {
        RelayRequests.Wanted wanted;
        synchronized (this) {
            if (sessionId.isEmpty() || state == State.ENDED) {
                error(message.id(), ViewerProblems.notPlaying());
                return;
            }
            if (relaying) {
                error(message.id(), Problem.of("relay-pending", "One relay at a time", 409, "Expected the answer to the relay request before."));
                return;
            }
            relaying = true;
            wanted = new RelayRequests.Wanted(sessionId, token, message.reason(), message.want() == null ? "fmp4" : message.want(), message.flow());
        }
        workers.supply(() -> surroundings.relay(wanted)).whenComplete((granted, failure) -> {
            synchronized (this) {
                relaying = false;
            }
            if (failure != null) {
                error(message.id(), ViewerProblems.problemOf(failure));
            } else {
                relayed(message, granted);
            }
        });
    }

    private void relayed(ViewerMessage message, RelayRequests.Granted granted) {
        String session;
        synchronized (this) {
            if (state == State.ENDED) {
                return; // The media server hears nothing of this viewer, so the relay ends by itself.
            }
            relayed = true;
            deviceId = granted.deviceId();
            scuUrl = granted.scuUrl();
            session = sessionId;
        }
        viewers.local(session, granted.deviceId(), this);
        socket.send(new ViewerEvent.Relayed(
                "relayed", message.id(), granted.grant().urls(), granted.grant().cuTicket(), granted.grant().expiresAt(), granted.grant().flow()));
    }

    private java.util.concurrent.CompletionStage<JsonNode> callDevice(SessionRoute route, MediaOffer offer) {
        if ("ended".equals(route.state())) {
            throw new DeviceCallException(Problem.of(
                    "session-ended", "The session is over", 409, "This play session has ended. Ask for a new one."));
        }
        if (route.scu() == null) {
            throw new DeviceCallException(Problem.of(
                    "device-offline", "The camera is offline", 409, "The camera is not connected at the moment. Try again later."));
        }
        String otherScu = route.scu().equals(surroundings.scu()) ? null : route.scuInternalUrl();
        synchronized (this) {
            deviceId = route.deviceId();
            scuUrl = otherScu;
        }
        if (!viewers.local(offer.sessionId(), route.deviceId(), this)) {
            throw new DeviceCallException(Problem.of(
                    "session-in-use", "The session is in use", 409, "This play session already plays in another connection. Ask for a new one."));
        }
        return reach.call(route.deviceId(), otherScu, ChannelMethods.MEDIA_OFFER, offer, address, surroundings.offerTimeout());
    }

    private void answered(JsonNode result, @Nullable FlowRef offered) {
        MediaAnswer answer;
        try {
            answer = DeviceOperations.read(result, MediaAnswer.class);
        } catch (JacksonException e) {
            refused(Problem.of("device-error", "The camera's answer is malformed", 502, "The camera answered with something else than an SDP and a proof."), offered);
            return;
        }
        if (String.valueOf(answer.answer()).equals("null") || String.valueOf(answer.proof()).equals("null")) {
            refused(Problem.of("device-error", "The camera's answer is incomplete", 502, "The camera answered without SDP or proof."), offered);
            return;
        }
        FlowRef s10 = FlowHeader.validated(answer.flow())
                .map(ref -> ref.at("S10", ref.cause()))
                .orElse(offered == null ? null : offered.at("S10", null));
        List<@Nullable String> early;
        synchronized (this) {
            if (state != State.OFFERING) {
                return; // bye came first; the device was told.
            }
            state = State.ANSWERED;
            bound = true;
            socket.send(new ViewerEvent.Answer("answer", answer.answer(), answer.proof(), s10));
            toViewer.forEach(candidate -> socket.send(new ViewerEvent.Candidate("candidate", candidate)));
            toViewer.clear();
            early = new ArrayList<>(toDevice);
            toDevice.clear();
        }
        early.forEach(this::trickle);
    }

    private void refused(Problem problem, @Nullable FlowRef flow) {
        String session;
        synchronized (this) {
            if (state == State.ENDED) {
                return;
            }
            state = bound ? State.ANSWERED : State.NEW; // A replacement that failed leaves what there was.
            session = sessionId;
            toDevice.clear();
            toViewer.clear();
        }
        if (!isAnswered()) {
            viewers.left(session, this);
        }
        log.atInfo().addKeyValue("sessionId", session).addKeyValue("code", problem.code()).log("Offer refused");
        error(null, flow == null ? problem : new Problem(
                problem.type(), problem.title(), problem.status(), problem.detail(), problem.instance(), problem.code(), problem.traceId(),
                flow.flowId(), problem.step() == null ? "S10" : problem.step(), problem.errors(), problem.retryAfterMs()));
    }

    private void viewerCandidate(@Nullable String candidate) {
        if (candidate != null && candidate.length() > CANDIDATE_CHARS_MAX) {
            error(null, Problem.of("request-invalid", "Request invalid", 400, "Expected a candidate of at most 1024 characters."));
            return;
        }
        boolean first;
        synchronized (this) {
            first = state == State.NEW && offers == 0;
        }
        if (first) {
            error(null, ViewerProblems.notPlaying());
            return;
        }
        synchronized (this) {
            if (state == State.OFFERING || state == State.NEW) {
                if (toDevice.size() < CANDIDATES_MAX) {
                    toDevice.add(candidate); // The offer is still on its way to the device.
                }
                return;
            }
            if (state == State.ENDED) {
                return;
            }
        }
        trickle(candidate);
    }

    private void trickle(@Nullable String candidate) {
        call(ChannelMethods.MEDIA_CANDIDATE, new MediaCandidate(sessionId, candidate), ORDER_TIMEOUT).whenComplete((_, failure) -> {
            if (failure != null) {
                log.atDebug().addKeyValue("sessionId", sessionId).setCause(failure).log("A candidate did not reach the device");
            }
        });
    }

    private void modify(ViewerMessage message) {
        if (!isAnswered()) {
            error(message.id(), ViewerProblems.notPlaying());
            return;
        }
        SessionModify change = new SessionModify(
                sessionId, message.stream(), message.widthMax(), message.heightMax(), message.fpsMax(), message.kbpsMax(), message.paused());
        call(ChannelMethods.SESSION_MODIFY, change, ORDER_TIMEOUT).whenComplete((result, failure) -> {
            if (failure != null) {
                error(message.id(), ViewerProblems.problemOf(failure));
                return;
            }
            try {
                socket.send(new ViewerEvent.Modified("modified", message.id(), DeviceOperations.read(result, SessionModified.class).applied()));
            } catch (JacksonException e) {
                error(message.id(), Problem.of("device-error", "The camera's answer is malformed", 502, "The camera did not say what it applied."));
            }
        });
    }

    private void order(String method, Function<String, Object> params) {
        if (!isAnswered()) {
            error(null, ViewerProblems.notPlaying());
            return;
        }
        call(method, params.apply(sessionId), ORDER_TIMEOUT).whenComplete((_, failure) -> {
            if (failure != null) {
                error(null, ViewerProblems.problemOf(failure));
            }
        });
    }

    private void bye() {
        boolean playing;
        synchronized (this) {
            playing = state == State.ANSWERED || state == State.OFFERING || relayed;
            state = State.ENDED;
        }
        if (playing) {
            if (relayed) {
                recordEnd("viewer-left");
            }
            viewers.left(sessionId, this);
            if (!deviceId.isEmpty()) {
                call(ChannelMethods.SESSION_END, new SessionEndOrder(sessionId, "viewer-left"), ORDER_TIMEOUT).whenComplete((_, failure) -> {
                    if (failure != null) {
                        log.atDebug().addKeyValue("sessionId", sessionId).setCause(failure).log("A device did not hear of a bye");
                    }
                });
            }
        }
        socket.close(1000, "bye");
    }

    /** The viewer's connection is gone; the media goes on. What an MTU distributes to a page ends a while after the page is gone. */
    void disconnected() {
        String session;
        boolean distributed;
        synchronized (this) {
            distributed = relayed && state != State.ENDED;
            state = State.ENDED;
            session = sessionId;
        }
        viewers.left(session, this);
        if (distributed) {
            surroundings.later(GONE_AFTER, () -> {
                recordEnd("viewer-lost");
                call(ChannelMethods.SESSION_END, new SessionEndOrder(session, "viewer-lost"), ORDER_TIMEOUT).whenComplete((_, failure) -> {
                    if (failure != null) {
                        log.atDebug().addKeyValue("sessionId", session).setCause(failure).log("A device did not hear of a viewer that is gone");
                    }
                });
            });
        }
    }

    /** The usage record of a distributed session, unless the device's own comes first. */
    private void recordEnd(String reason) {
        String session;
        String device;
        synchronized (this) {
            session = sessionId;
            device = deviceId;
        }
        surroundings.later(RECORD_AFTER, () -> workers.supply(() -> {
            surroundings.ended(session, device, reason);
            return reason;
        }).exceptionally(failure -> {
            log.atDebug().addKeyValue("sessionId", session).setCause(failure).log("The end of a session was not recorded; its lease ends it");
            return reason;
        }));
    }

    @Override
    public void candidate(@Nullable String candidate) {
        synchronized (this) {
            if (state == State.OFFERING) {
                if (toViewer.size() < CANDIDATES_MAX) {
                    toViewer.add(candidate);
                }
                return;
            }
        }
        socket.send(new ViewerEvent.Candidate("candidate", candidate));
    }

    @Override
    public void ended(String reason) {
        synchronized (this) {
            if (state == State.OFFERING && !bound) {
                return; // The refusal of the offer says more.
            }
            state = State.ENDED;
        }
        socket.send(new ViewerEvent.End("end", reason));
    }

    @Override
    public void rerouted(ViewerNotice notice) {
        if ("relay-moved".equals(notice.type()) && notice.urls() != null) {
            socket.send(new ViewerEvent.RelayMoved("relay-moved", notice.urls(), notice.cuTicket()));
        } else if ("ice-servers".equals(notice.type()) && notice.iceServers() != null) {
            socket.send(new ViewerEvent.IceServers("ice-servers", notice.iceServers()));
        }
    }

    @Override
    public synchronized boolean isAnswered() {
        return state == State.ANSWERED || (bound && state == State.OFFERING);
    }

    private java.util.concurrent.CompletableFuture<JsonNode> call(String method, Object params, Duration timeout) {
        String device;
        String scu;
        synchronized (this) {
            device = deviceId;
            scu = scuUrl;
        }
        return reach.call(device, scu, method, params, address, timeout);
    }

    private void error(@Nullable String id, Problem problem) {
        socket.send(new ViewerEvent.Error("error", id, problem));
    }
}

package vedette.pu.session;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.device.FlowReporter;
import vedette.device.RpcException;
import vedette.rtp.RtcpPacket;
import vedette.rtsp.netty.RtspHandler;
import vedette.rtsp.netty.RtspSession;
import vedette.rtsp.server.DescribeResult;
import vedette.rtsp.server.PlayRequest;
import vedette.rtsp.server.PlayResult;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.RtspVerdict;

/**
 * Serves one stream, and only that one, on one reverse connection. The ticket, which the SCU gave over the control channel, and the proven
 * name of the MTU are the authority: nothing further is asked. Thread-safe.
 */
final class RelayHandler implements RtspHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RelayHandler.class);
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    private final FlowReporter flows;
    private final Executor workers;
    private final Function<RtspRequestInfo, RtspPlaySession> sessions;
    private final Predicate<RtspPath> served;
    private final @Nullable FlowRef flow;
    private volatile boolean finished;

    /**
     * @param served which path is the uplink's
     * @param flow the 11.3 flow at R04; null if the SCU sent none
     * @param sessions opens the media
     */
    RelayHandler(
            FlowReporter flows,
            Executor workers,
            Predicate<RtspPath> served,
            @Nullable FlowRef flow,
            Function<RtspRequestInfo, RtspPlaySession> sessions) {
        this.flows = flows;
        this.workers = workers;
        this.served = served;
        this.flow = flow;
        this.sessions = sessions;
    }

    /** Whether the MTU ended the session itself. */
    boolean isFinished() {
        return finished;
    }

    @Override
    public CompletionStage<RtspVerdict> authorize(RtspRequestInfo request) {
        if (RtspPath.parse(request.path()).filter(served).isEmpty()) {
            return CompletableFuture.completedFuture(RtspVerdict.refused(NOT_FOUND));
        }
        recordR09(request);
        return CompletableFuture.completedFuture(RtspVerdict.allowed(sessions.apply(request)));
    }

    private void recordR09(RtspRequestInfo request) {
        if (flow == null) {
            return;
        }
        FlowRef sent = FlowHeader.parse(request.header(FlowHeader.NAME).orElse(null))
                .filter(named -> named.flowId().equals(flow.flowId()))
                .orElse(flow);
        String cause = sent == flow ? null : sent.cause();
        flows.record(flow.at("R09", cause), "mtu", "pu", "RTSP " + request.method(), FlowEvent.OK, Ids.next("msg"));
    }

    @Override
    public CompletionStage<DescribeResult> describe(RtspRequestInfo request, @Nullable Object attachment) {
        if (!(attachment instanceof RtspPlaySession session)) {
            return CompletableFuture.completedFuture(DescribeResult.refused(NOT_FOUND));
        }
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return DescribeResult.live(session.describe());
                    } catch (RpcException e) {
                        LOG.warn("uplink {}: {}", session.id(), e.getMessage());
                        session.end("device-error");
                        return DescribeResult.refused(UNAVAILABLE);
                    }
                },
                workers);
    }

    @Override
    public CompletionStage<PlayResult> play(RtspSession session, PlayRequest request) {
        if (!(session.attachment() instanceof RtspPlaySession play) || play.hasEnded()) {
            return CompletableFuture.completedFuture(PlayResult.refused(UNAVAILABLE));
        }
        return CompletableFuture.supplyAsync(() -> PlayResult.live(play.play(session)), workers);
    }

    @Override
    public CompletionStage<Void> pause(RtspSession session) {
        if (session.attachment() instanceof RtspPlaySession play) {
            play.stopPlaying();
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void rtcp(RtspSession session, int track, List<RtcpPacket> packets) {
        boolean wantsPicture = packets.stream()
                .anyMatch(packet -> packet instanceof RtcpPacket.PictureLossIndication
                        || packet instanceof RtcpPacket.FullIntraRequest);
        if (wantsPicture && session.attachment() instanceof RtspPlaySession play) {
            play.requestKeyFrame();
        }
    }

    @Override
    public void released(@Nullable Object attachment) {
        if (attachment instanceof RtspPlaySession play) {
            end(play, "never-played");
        }
    }

    @Override
    public void ended(RtspSession session, String reason) {
        finished = reason.equals("ended by the client");
        if (session.attachment() instanceof RtspPlaySession play) {
            end(play, finished ? "viewer-left" : "viewer-lost");
        }
    }

    private void end(RtspPlaySession play, String reason) {
        try {
            workers.execute(() -> play.end(reason));
        } catch (RejectedExecutionException unitStops) {
            play.end(reason);
        }
    }
}

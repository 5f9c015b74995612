package vedette.rtsp.netty;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtcpPacket;
import vedette.rtsp.server.DescribeResult;
import vedette.rtsp.server.PlayRequest;
import vedette.rtsp.server.PlayResult;
import vedette.rtsp.server.RtspRequestInfo;
import vedette.rtsp.server.RtspVerdict;

/**
 * The application behind an RTSP server. All methods are called on the connection's event loop and must not block; the
 * stages may be completed by any thread. A stage that fails is answered with 500, one that takes too long with 503.
 */
public interface RtspHandler {
    /**
     * Decides about the first DESCRIBE or SETUP of a stream on a connection. Called again only after a refusal, for
     * another path, or after the session ended.
     */
    CompletionStage<RtspVerdict> authorize(RtspRequestInfo request);

    /**
     * Describes a stream that was allowed.
     *
     * @param attachment what {@link RtspVerdict.Allowed} carried
     */
    CompletionStage<DescribeResult> describe(RtspRequestInfo request, @Nullable Object attachment);

    /**
     * Starts a session, or changes position or speed of a playing one. The application may push media at once: it is
     * held back until the response is sent.
     */
    CompletionStage<PlayResult> play(RtspSession session, PlayRequest request);

    /** Pauses a session. Until the next PLAY, media that is pushed is dropped. */
    default CompletionStage<Void> pause(RtspSession session) {
        return CompletableFuture.completedFuture(null);
    }

    /** The client sent RTCP about a track: reports, or requests for an intra picture. */
    default void rtcp(RtspSession session, int track, List<RtcpPacket> packets) {}

    /**
     * A verdict is void and no session came of it: the connection closed before SETUP, or turned to another stream.
     *
     * @param attachment what {@link RtspVerdict.Allowed} carried
     */
    default void released(@Nullable Object attachment) {}

    /**
     * The session is over. Called exactly once per session that got its first track.
     *
     * @param reason for logs and traces
     */
    default void ended(RtspSession session, String reason) {}
}

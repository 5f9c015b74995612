package vedette.rtsp.server;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vedette.rtp.sdp.MediaDescription;
import vedette.rtp.sdp.SdpLine;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.RtspVersion;
import vedette.rtsp.TransportSpec;

/** State of the one session of a connection (RFC 7826 §4.3, appendix B). */
final class ServerSession {
    /** Prefix of the track part of URIs that the server hands out. */
    static final String TRACK = "/trackID=";

    final String id;
    final String path;
    final SessionDescription sdp;
    final boolean live;
    /** Transports by index of the track. */
    final TreeMap<Integer, TrackTransport> tracks = new TreeMap<>();

    @Nullable
    String pipelinedRequests;

    boolean playing;

    ServerSession(String id, String path, SessionDescription sdp, boolean live) {
        this.id = id;
        this.path = path;
        this.sdp = sdp;
        this.live = live;
    }

    /** The description with the server's control attributes: one for the aggregate, one per media section. */
    static SessionDescription withControls(SessionDescription sdp) {
        var lines = new ArrayList<>(sdp.lines().stream()
                .filter(l -> !l.attributeName().equals("control"))
                .toList());
        lines.add(SdpLine.attribute("control", "*"));
        var media = new ArrayList<MediaDescription>();
        for (int i = 0; i < sdp.media().size(); i++) {
            media.add(sdp.media().get(i).without("control").with(SdpLine.attribute("control", TRACK.substring(1) + i)));
        }
        return new SessionDescription(lines, media);
    }

    /** Whether a request names this session, by Session or by Pipelined-Requests (RFC 7826 §18.33). */
    boolean isNamedBy(RtspMessage.Request request) {
        var named = request.headers().first("Session");
        if (named.isPresent()) {
            return named.get().split(";", 2)[0].strip().equals(id);
        }
        return pipelinedRequests != null
                && request.version() == RtspVersion.V2_0
                && pipelinedRequests.equals(
                        request.headers().first("Pipelined-Requests").orElse(""));
    }

    /** Whether no other track uses one of these channels. */
    boolean channelsFree(TransportSpec.Pair channels, int track) {
        return channels.rtp() != channels.rtcp()
                && tracks.entrySet().stream()
                        .filter(e -> e.getKey() != track)
                        .noneMatch(e -> e.getValue() instanceof TrackTransport.Interleaved(var rtp, var rtcp)
                                && List.of(rtp, rtcp).stream()
                                        .anyMatch(c -> c == channels.rtp() || c == channels.rtcp()));
    }

    /** Track that owns an interleaved channel, or -1. */
    int trackOfChannel(int channel) {
        for (var entry : tracks.entrySet()) {
            if (entry.getValue() instanceof TrackTransport.Interleaved(var rtp, var rtcp)
                    && (channel == rtp || channel == rtcp)) {
                return entry.getKey();
            }
        }
        return -1;
    }

    boolean isRtcpChannel(int channel) {
        return tracks.values().stream()
                .anyMatch(t -> t instanceof TrackTransport.Interleaved(var _, var rtcp) && rtcp == channel);
    }
}

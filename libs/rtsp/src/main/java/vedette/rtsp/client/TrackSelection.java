package vedette.rtsp.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import vedette.rtp.sdp.MediaDescription;
import vedette.rtp.sdp.RtpMap;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.client.RtspFailure.Kind;

/** Chooses the tracks of a description that the caller can use, at most one of video and one of audio. */
final class TrackSelection {
    private TrackSelection() {}

    /** Tracks, or the failure that says why there is no video. */
    record Result(List<ClientTrack> tracks, Optional<RtspFailure> failure) {}

    static Result choose(SessionDescription sdp, ClientConfig config, String base) {
        var tracks = new ArrayList<ClientTrack>();
        if (!config.videoCodecs().isEmpty()) {
            var video = choose(sdp, "video", config.videoCodecs(), base, 0);
            if (video.isEmpty()) {
                return new Result(List.of(), Optional.of(noVideo(sdp, config)));
            }
            tracks.add(video.get());
        }
        choose(sdp, "audio", config.audioCodecs(), base, tracks.size()).ifPresent(tracks::add);
        if (tracks.isEmpty()) {
            return new Result(
                    List.of(),
                    Optional.of(new RtspFailure(
                            Kind.CODEC_UNSUPPORTED, "audio in " + config.audioCodecs() + " expected, found none", 0)));
        }
        return new Result(tracks, Optional.empty());
    }

    private static Optional<ClientTrack> choose(
            SessionDescription sdp, String kind, List<String> codecs, String base, int index) {
        for (var codec : codecs) {
            for (var media : sdp.media()) {
                if (!media.kind().equalsIgnoreCase(kind)
                        || !media.protocol().toUpperCase(java.util.Locale.ROOT).startsWith("RTP/AVP")) {
                    continue;
                }
                var map = media.rtpMaps().stream().filter(m -> m.is(codec)).findFirst();
                if (map.isPresent()) {
                    return Optional.of(new ClientTrack(index, media, map.get(), control(sdp, media, base)));
                }
            }
        }
        return Optional.empty();
    }

    private static RtspFailure noVideo(SessionDescription sdp, ClientConfig config) {
        var offered = sdp.media().stream()
                .filter(m -> m.kind().equalsIgnoreCase("video"))
                .flatMap((MediaDescription m) -> m.rtpMaps().stream())
                .map(RtpMap::encodingName)
                .distinct()
                .collect(Collectors.joining(", "));
        boolean video = sdp.firstMedia("video").isPresent();
        return video
                ? new RtspFailure(
                        Kind.CODEC_UNSUPPORTED,
                        "video in " + config.videoCodecs() + " expected, the camera offers "
                                + (offered.isEmpty() ? "an unnamed codec" : offered)
                                + "; set the camera's stream to H.264",
                        0)
                : new RtspFailure(
                        Kind.NO_VIDEO_TRACK,
                        "a video track expected, found " + sdp.media().size() + " other tracks",
                        0);
    }

    /** URI of the whole presentation: the session's control attribute over the base (RFC 2326 §C.1.1). */
    static String aggregate(SessionDescription sdp, String base) {
        return resolve(base, sdp.attribute("control").orElse("*"));
    }

    private static String control(SessionDescription sdp, MediaDescription media, String base) {
        var aggregate = aggregate(sdp, base);
        return resolve(aggregate, media.attribute("control").orElse("*"));
    }

    /**
     * Lenient: cameras mean {@code base + "/" + control}, also where the base lacks the slash or ends with a query, which
     * is not what RFC 3986 §5 says; all common clients do it this way.
     */
    static String resolve(String base, String control) {
        var text = control.strip();
        if (text.isEmpty() || text.equals("*")) {
            return base;
        }
        if (text.regionMatches(true, 0, "rtsp://", 0, 7) || text.regionMatches(true, 0, "rtsps://", 0, 8)) {
            return text;
        }
        boolean slash = base.endsWith("/");
        return base
                + (slash || text.startsWith("/") ? "" : "/")
                + (slash && text.startsWith("/") ? text.substring(1) : text);
    }
}

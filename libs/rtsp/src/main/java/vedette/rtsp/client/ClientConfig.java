package vedette.rtsp.client;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.RtspHeaders;
import vedette.rtsp.RtspRange;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.RtspVersion;

/**
 * Settings of a client session.
 *
 * @param url the stream, without credentials
 * @param credentials user and password, token or nothing
 * @param version version of the requests; cameras speak 1.0
 * @param udp whether media is asked by UDP; otherwise interleaved
 * @param videoCodecs encoding names that the caller can use, best first; empty if no video is wanted
 * @param audioCodecs encoding names that the caller can use, best first; empty if no audio is wanted
 * @param headers fields added to each request, for example {@code Vedette-Flow}
 * @param range what to play, or null for the server's default
 * @param scale viewing speed, if other than normal
 * @param responseTimeout how long to wait for a response
 * @param videoTimeout without a video packet for this time the session fails
 * @param clearTextCredentials whether Basic and Bearer may be sent without TLS; for cameras that offer nothing better
 */
public record ClientConfig(
        RtspUrl url,
        ClientCredentials credentials,
        RtspVersion version,
        boolean udp,
        List<String> videoCodecs,
        List<String> audioCodecs,
        RtspHeaders headers,
        @Nullable RtspRange range,
        OptionalDouble scale,
        Duration responseTimeout,
        Duration videoTimeout,
        boolean clearTextCredentials) {
    /** Largest response body. */
    public static final int BODY_BYTES_MAX = 128 * 1024;

    /** Copies the lists. */
    public ClientConfig {
        videoCodecs = List.copyOf(videoCodecs);
        audioCodecs = List.copyOf(audioCodecs);
    }

    /** H.264 and G.711 over TCP by RTSP 1.0. */
    public static ClientConfig of(RtspUrl url, ClientCredentials credentials) {
        return new ClientConfig(
                url,
                credentials,
                RtspVersion.V1_0,
                false,
                List.of("H264"),
                List.of("PCMA", "PCMU"),
                RtspHeaders.EMPTY,
                null,
                OptionalDouble.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                false);
    }

    /** The same by UDP. */
    public ClientConfig withUdp() {
        return new ClientConfig(
                url,
                credentials,
                version,
                true,
                videoCodecs,
                audioCodecs,
                headers,
                range,
                scale,
                responseTimeout,
                videoTimeout,
                clearTextCredentials);
    }

    /** The same in another version. */
    public ClientConfig withVersion(RtspVersion other) {
        return new ClientConfig(
                url,
                credentials,
                other,
                udp,
                videoCodecs,
                audioCodecs,
                headers,
                range,
                scale,
                responseTimeout,
                videoTimeout,
                clearTextCredentials);
    }

    /** The same for these codecs. */
    public ClientConfig withCodecs(List<String> video, List<String> audio) {
        return new ClientConfig(
                url,
                credentials,
                version,
                udp,
                video,
                audio,
                headers,
                range,
                scale,
                responseTimeout,
                videoTimeout,
                clearTextCredentials);
    }

    /** The same with further header fields in each request. */
    public ClientConfig withHeaders(RtspHeaders more) {
        return new ClientConfig(
                url,
                credentials,
                version,
                udp,
                videoCodecs,
                audioCodecs,
                headers.with(more),
                range,
                scale,
                responseTimeout,
                videoTimeout,
                clearTextCredentials);
    }

    /** The same for a part of a recording. */
    public ClientConfig withRange(RtspRange part, OptionalDouble viewingSpeed) {
        return new ClientConfig(
                url,
                credentials,
                version,
                udp,
                videoCodecs,
                audioCodecs,
                headers,
                part,
                viewingSpeed,
                responseTimeout,
                videoTimeout,
                clearTextCredentials);
    }

    /** The same with other time limits. */
    public ClientConfig withTimeouts(Duration response, Duration video) {
        return new ClientConfig(
                url,
                credentials,
                version,
                udp,
                videoCodecs,
                audioCodecs,
                headers,
                range,
                scale,
                response,
                video,
                clearTextCredentials);
    }

    /** The same with Basic and Bearer allowed without TLS. */
    public ClientConfig withClearTextCredentials() {
        return new ClientConfig(
                url,
                credentials,
                version,
                udp,
                videoCodecs,
                audioCodecs,
                headers,
                range,
                scale,
                responseTimeout,
                videoTimeout,
                true);
    }
}

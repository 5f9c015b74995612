package vedette.rtsp.server;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import vedette.rtsp.RtspHeaders;
import vedette.rtsp.RtspMessage;
import vedette.rtsp.auth.Credentials;
import vedette.rtsp.auth.DigestAlgorithm;
import vedette.rtsp.auth.DigestChallenge;
import vedette.rtsp.auth.DigestCredentials;

/**
 * Credentials of one connection: which kinds its transport allows, its nonce, and how often it may fail. The nonce is
 * random and belongs to the connection, so an answer overheard elsewhere is worth nothing here.
 */
final class Gate {
    /** Refusals with 401 before the connection is closed. */
    static final int REFUSALS_MAX = 6;
    /** A nonce is replaced after this time. */
    private static final long NONCE_NANOS_MAX = 300_000_000_000L;

    private final ServerConfig config;
    private final RandomGenerator random;
    private final boolean secure;
    private final boolean bearerAllowed;
    private @Nullable String nonce;
    private long nonceNanos;
    private int refusals;
    private boolean stale;

    Gate(ServerConfig config, RandomGenerator random, boolean secure, boolean loopback) {
        this.config = config;
        this.random = random;
        this.secure = secure;
        this.bearerAllowed = secure || config.bearerOnPlainLoopback() && loopback;
    }

    /** The credentials of a request that may be considered here; others count as none. */
    Credentials credentials(RtspMessage.Request request, long nowNanos) {
        stale = false;
        for (var value : request.headers().all("Authorization")) {
            var credentials = Credentials.parse(value, request.method());
            boolean usable = switch (credentials) {
                case Credentials.None _ -> false;
                case Credentials.Basic _ -> secure && config.basicOffered();
                case Credentials.Bearer _ -> bearerAllowed;
                case DigestCredentials digest -> freshDigest(digest, request, nowNanos);
            };
            if (usable) {
                return credentials;
            }
        }
        return Credentials.NONE;
    }

    private boolean freshDigest(DigestCredentials digest, RtspMessage.Request request, long nowNanos) {
        if (!digest.nonce().equals(nonce) || nowNanos - nonceNanos > NONCE_NANOS_MAX) {
            stale = true;
            return false;
        }
        // Lenient: some players hash the URI with or without the trailing slash of the request line.
        return digest.realm().equals(config.realm()) && trim(digest.uri()).equals(trim(request.uri()));
    }

    private static String trim(String uri) {
        return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    }

    /** Counts a refusal; true if the connection has had enough of them. */
    boolean exhausted() {
        return ++refusals >= REFUSALS_MAX;
    }

    /** The challenges of a 401: SHA-256 before MD5, MD5 last because ffmpeg answers only the last one. */
    RtspHeaders challenges(long nowNanos) {
        if (nonce == null || nowNanos - nonceNanos > NONCE_NANOS_MAX) {
            var bytes = new byte[16];
            random.nextBytes(bytes);
            nonce = HexFormat.of().formatHex(bytes);
            nonceNanos = nowNanos;
        }
        List<RtspHeaders.Entry> entries = new ArrayList<>();
        if (bearerAllowed) {
            entries.add(challenge("Bearer realm=\"" + config.realm() + "\""));
        }
        if (secure && config.basicOffered()) {
            entries.add(challenge("Basic realm=\"" + config.realm() + "\""));
        }
        entries.add(challenge(
                new DigestChallenge(config.realm(), nonce, DigestAlgorithm.SHA_256, "", true, stale).format()));
        entries.add(
                challenge(new DigestChallenge(config.realm(), nonce, DigestAlgorithm.MD5, "", false, stale).format()));
        return new RtspHeaders(entries);
    }

    private static RtspHeaders.Entry challenge(String value) {
        return new RtspHeaders.Entry("WWW-Authenticate", value);
    }
}

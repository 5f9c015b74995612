package vedette.cmu.play;

import java.net.URI;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vedette.cmu.access.Caller;
import vedette.cmu.binding.OwnedDevices;
import vedette.cmu.device.Device;
import vedette.cmu.device.Devices;
import vedette.cmu.device.RtspUrls;
import vedette.cmu.keys.Keyring;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.IceServer;
import vedette.contracts.Ids;
import vedette.contracts.cm.PlayGrant;
import vedette.contracts.cm.PlayRequest;
import vedette.contracts.device.ChannelInfo;
import vedette.contracts.device.ViewerCapabilities;
import vedette.contracts.ps.DeviceAuth;

/** Play requests (H.626.4 §8.4 S1–S3): checks the right and makes session, URL and token. */
@Component
class PlayRequests {
    /** From request to first use of the token (AMB-24). */
    private static final Duration TOKEN_LIFETIME = Duration.ofSeconds(60);

    private static final int OPEN_MAX = 100;
    private static final int CODECS_MAX = 16;
    private static final int NONCE_BYTES = 16;
    /** Portal-relative URL of viewers' signalling. */
    static final String SIGNAL_URL = "/scu/v1/signal";
    private static final Pattern FINGERPRINT = Pattern.compile("([0-9A-F]{2}:){31}[0-9A-F]{2}");
    private static final Pattern CODEC = Pattern.compile("[A-Za-z0-9._-]{1,20}");
    private static final Set<String> TRANSPORTS = Set.of("webrtc", "rtsp");

    private final JdbcClient jdbc;
    private final Devices devices;
    private final OwnedDevices owned;
    private final PlayTokens tokens;
    private final RelayOrders relays;
    private final JsonMapper mapper;
    private final SecureRandom random;
    private final Clock clock;

    PlayRequests(
            JdbcClient jdbc,
            Devices devices,
            OwnedDevices owned,
            PlayTokens tokens,
            RelayOrders relays,
            JsonMapper mapper,
            SecureRandom random,
            Clock clock) {
        this.jdbc = jdbc;
        this.devices = devices;
        this.owned = owned;
        this.tokens = tokens;
        this.relays = relays;
        this.mapper = mapper;
        this.random = random;
        this.clock = clock;
    }

    /** A checked request. */
    record Wanted(
            int channel,
            String stream,
            String transport,
            @Nullable String fingerprint,
            ViewerCapabilities capabilities,
            @Nullable String mapping) {}

    /** A session, and the ICE servers that are on their way to it. */
    record Granted(PlayGrant grant, CompletableFuture<List<IceServer>> iceServers) {
        /** The grant with the ICE servers that came; waits for them. */
        PlayGrant complete() {
            return new PlayGrant(
                    grant.sessionId(),
                    grant.flowId(),
                    grant.rtspUrl(),
                    grant.signalUrl(),
                    grant.token(),
                    iceServers.join(),
                    grant.candidates(),
                    grant.deviceSpki(),
                    grant.nonce(),
                    grant.expiresAt());
        }
    }

    /**
     * Checks what can be checked without knowing the device.
     *
     * @throws RuntimeException {@code capabilities-missing capabilities-malformed fingerprint-missing transport-unknown}
     */
    Wanted check(PlayRequest request) {
        ViewerCapabilities capabilities = request.capabilities();
        if (capabilities == null || capabilities.codecs().isEmpty()) {
            throw CmuProblem.CAPABILITIES_MISSING.exception();
        }
        boolean fine = positive(capabilities.widthMax())
                && positive(capabilities.heightMax())
                && positive(capabilities.fpsMax())
                && positive(capabilities.kbpsMax())
                && codecs(capabilities.codecs())
                && codecs(capabilities.audioCodecs());
        if (!fine) {
            throw CmuProblem.CAPABILITIES_MALFORMED.exception();
        }
        String transport = request.transport() == null ? "webrtc" : request.transport();
        if (!TRANSPORTS.contains(transport)) {
            throw CmuProblem.TRANSPORT_UNKNOWN.exception();
        }
        String fingerprint = request.viewerFingerprint();
        boolean browser = "webrtc".equals(transport);
        if (browser && (fingerprint == null || !FINGERPRINT.matcher(fingerprint).matches())) {
            throw CmuProblem.FINGERPRINT_MISSING.exception();
        }
        return new Wanted(
                request.channel() == null ? 1 : request.channel(),
                request.stream() == null ? "main" : request.stream(),
                transport,
                browser ? fingerprint : null,
                capabilities,
                mapping(request));
    }

    private static @Nullable String mapping(PlayRequest request) {
        String told = request.viewerNetwork() == null ? null : request.viewerNetwork().mapping();
        return told != null && DeviceAuth.BEHAVIOURS.contains(told) ? told : null;
    }

    /**
     * Makes the session.
     *
     * @throws RuntimeException {@code device-not-found device-offline channel-unknown stream-unknown too-many-sessions}
     */
    @Transactional
    Granted grant(Caller caller, String deviceId, Wanted wanted, String flowId) {
        vedette.contracts.cm.Device seen =
                owned.find(caller.userId(), deviceId).orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
        Device device = devices.find(deviceId).orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
        if (device.registration() == Device.Registration.DISABLED
                || !List.of("online", "active").contains(seen.status())) {
            throw CmuProblem.DEVICE_OFFLINE.exception();
        }
        checkStream(seen.channels(), wanted);
        checkCount(caller);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant expires = now.plus(TOKEN_LIFETIME);
        String sessionId = Ids.next("ses");
        // The relay is asked for while the row is written; nobody waits for it in the transaction.
        CompletableFuture<List<IceServer>> iceServers = wanted.fingerprint() == null
                ? CompletableFuture.completedFuture(List.of())
                : relays.turn(new RelayOrders.Wanted(
                        sessionId,
                        device.tenantId(),
                        deviceId,
                        caller.userId(),
                        wanted.channel(),
                        wanted.stream(),
                        caller.address()));
        String nonce = nonce();
        String token = tokens.token(sessionId, deviceId, caller.userId(), wanted.fingerprint(), expires, nonce);
        jdbc.sql(
                        "insert into play_session (session_id, tenant_id, device_id, account_id, login_session_id, flow_id, channel, stream,"
                                + " transport, viewer_fingerprint, capabilities, token_hash, nonce, viewer_mapping, created_at, expires_at)"
                                + " values (:id, :tenant, :device, :account, :login, :flow, :channel, :stream, :transport, :fingerprint,"
                                + " :capabilities, :hash, :nonce, :mapping, :now, :expires)")
                .param("id", sessionId)
                .param("tenant", device.tenantId())
                .param("device", deviceId)
                .param("account", caller.userId())
                .param("login", caller.sessionId())
                .param("flow", flowId)
                .param("channel", wanted.channel())
                .param("stream", wanted.stream())
                .param("transport", wanted.transport())
                .param("fingerprint", wanted.fingerprint())
                .param("capabilities", mapper.writeValueAsString(wanted.capabilities()))
                .param("hash", Keyring.hash(token))
                .param("nonce", nonce)
                .param("mapping", wanted.mapping())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(expires))
                .update();
        String url = RtspUrls.live(device.rtspUrl(), deviceId, wanted.channel(), wanted.stream());
        PlayGrant grant = new PlayGrant(
                sessionId,
                flowId,
                url,
                SIGNAL_URL,
                token,
                List.of(),
                url.isEmpty() ? List.of() : List.of(new PlayGrant.Candidate(kind(url), url)),
                Base64.getUrlEncoder().withoutPadding().encodeToString(device.spki()),
                nonce,
                expires);
        return new Granted(grant, iceServers);
    }

    private static void checkStream(List<ChannelInfo> channels, Wanted wanted) {
        ChannelInfo channel = channels.stream()
                .filter(candidate -> candidate.channel() == wanted.channel())
                .findFirst()
                .orElseThrow(
                        () -> CmuProblem.CHANNEL_UNKNOWN.exception("The device has no channel " + wanted.channel()));
        if (channel.streams().stream().noneMatch(stream -> stream.stream().equals(wanted.stream()))) {
            throw CmuProblem.STREAM_UNKNOWN.exception();
        }
    }

    private void checkCount(Caller caller) {
        int open = jdbc.sql(
                        "select count(*) from play_session where account_id = :account and ended_at is null"
                                + " and (started_at is not null and lease_until > :now or started_at is null and expires_at > :now)")
                .param("account", caller.userId())
                .param("now", Timestamp.from(clock.instant()))
                .query(Integer.class)
                .single();
        if (open >= OPEN_MAX) {
            throw CmuProblem.TOO_MANY_SESSIONS.exception();
        }
    }

    private String nonce() {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String kind(String url) {
        String host = String.valueOf(URI.create(url).getHost());
        boolean privateAddress = host.startsWith("127.")
                || host.startsWith("10.")
                || host.startsWith("192.168.")
                || host.matches("172\\.(1[6-9]|2[0-9]|3[01])\\..*");
        return privateAddress ? "lan" : "wan";
    }

    private static boolean positive(@Nullable Integer value) {
        return value == null || value > 0;
    }

    private static boolean codecs(List<String> names) {
        return names.size() <= CODECS_MAX
                && names.stream()
                        .allMatch(name -> name != null && CODEC.matcher(name).matches());
    }
}

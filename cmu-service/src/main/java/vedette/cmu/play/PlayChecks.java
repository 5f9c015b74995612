package vedette.cmu.play;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vedette.cmu.keys.Keyring;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.device.ViewerCapabilities;
import vedette.contracts.sc.LeaseRequest;
import vedette.contracts.sc.Leases;
import vedette.contracts.sc.SessionEnded;
import vedette.contracts.sc.SessionPath;
import vedette.contracts.sc.SessionPeek;
import vedette.contracts.sc.SessionPeeked;
import vedette.contracts.sc.SessionRoute;
import vedette.contracts.sc.SessionVerified;
import vedette.contracts.sc.SessionVerify;

/**
 * Legitimacy checks of media requests (H.626.4 §8.4 S7), leases and usage records. The first successful check uses the token up: it binds it to
 * one RTSP session or signalling connection at the device.
 */
@Component
class PlayChecks {
    /** How long a device may serve without a renewal. */
    static final Duration LEASE = Duration.ofMinutes(15);

    private static final int PATH_MAX = 100;
    private static final String DISTRIBUTION_REFUSED = "distribution-refused";

    private final JdbcClient jdbc;
    private final PlayTokens tokens;
    private final AccessKeys keys;
    private final JsonMapper mapper;
    private final Clock clock;

    PlayChecks(JdbcClient jdbc, PlayTokens tokens, AccessKeys keys, JsonMapper mapper, Clock clock) {
        this.jdbc = jdbc;
        this.tokens = tokens;
        this.keys = keys;
        this.mapper = mapper;
        this.clock = clock;
    }

    Optional<PlayRow> find(String sessionId) {
        return jdbc.sql("select * from play_session where session_id = :id")
                .param("id", sessionId)
                .query((row, _) -> PlayRow.of(row))
                .optional();
    }

    /** The session of a bearer token; the token is 256 bits and looked up by its hash. */
    Optional<PlayRow> findByToken(String token) {
        return jdbc.sql("select * from play_session where token_hash = :hash")
                .param("hash", Keyring.hash(token))
                .query((row, _) -> PlayRow.of(row))
                .optional();
    }

    /** Checks a token or a digest with the token as password; {@code row} was found by the session id. */
    @Transactional
    SessionVerified verify(PlayRow row, SessionVerify request, boolean byMtu) {
        Optional<String> refusal = refusal(row, request)
                .or(() -> byMtu && !distributionAllowed(row.deviceId())
                        ? Optional.of(DISTRIBUTION_REFUSED)
                        : Optional.empty());
        return refusal.map(reason -> SessionVerified.refused(reason, null)).orElseGet(() -> use(row, request));
    }

    /** Whether the device's owner lets a media server distribute its media. */
    private boolean distributionAllowed(String deviceId) {
        return jdbc.sql("select coalesce((select distribution_allowed from binding"
                        + " where device_id = :device and unbound_at is null), false)")
                .param("device", deviceId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Looks at a session by its token (register 11.3 R01). Its token stays as it is, unless {@code bind}: then the session starts now, since the
     * viewer gets its media for a ticket that nobody else checks.
     */
    @Transactional
    SessionPeeked peek(PlayRow row, SessionPeek request, SessionRoute route) {
        if (!Keyring.same(tokens.token(row), request.token())) {
            return SessionPeeked.refused("token-wrong");
        }
        Instant now = clock.instant();
        if (row.endedAt() != null) {
            return SessionPeeked.refused("session-ended");
        }
        if (row.startedAt() == null && !now.isBefore(row.expiresAt())) {
            return SessionPeeked.refused("token-expired");
        }
        if (!rightHeld(row)) {
            return SessionPeeked.refused("right-lost");
        }
        boolean allowed = distributionAllowed(row.deviceId());
        if (allowed && Boolean.TRUE.equals(request.bind()) && row.startedAt() == null) {
            jdbc.sql("update play_session set started_at = :now, lease_until = :lease"
                            + " where session_id = :id and started_at is null and ended_at is null")
                    .param("now", Timestamp.from(now))
                    .param("lease", Timestamp.from(now.plus(LEASE)))
                    .param("id", row.sessionId())
                    .update();
        }
        return new SessionPeeked(
                true,
                null,
                row.deviceId(),
                route.scu(),
                route.scuInternalUrl(),
                row.tenantId(),
                row.channel(),
                row.stream(),
                allowed);
    }

    private Optional<String> refusal(PlayRow row, SessionVerify request) {
        String token = tokens.token(row);
        boolean right = request.token() != null
                ? Keyring.same(token, request.token())
                : request.digest() != null
                        && row.sessionId().equals(request.digest().username())
                        && Digests.matches(request.digest(), token);
        if (!right) {
            return Optional.of("token-wrong");
        }
        if (!row.deviceId().equals(request.deviceId())) {
            return Optional.of("device-mismatch");
        }
        if (!row.transport().equals(request.transport())) {
            return Optional.of("transport-mismatch");
        }
        if (row.viewerFingerprint() != null && !row.viewerFingerprint().equals(request.viewerFingerprint())) {
            return Optional.of("fingerprint-mismatch");
        }
        if (row.endedAt() != null) {
            return Optional.of("session-ended");
        }
        if (row.startedAt() != null) {
            return Optional.of("token-used");
        }
        if (!clock.instant().isBefore(row.expiresAt())) {
            return Optional.of("token-expired");
        }
        return rightHeld(row) ? Optional.empty() : Optional.of("right-lost");
    }

    private SessionVerified use(PlayRow row, SessionVerify request) {
        Instant now = clock.instant();
        int used = jdbc.sql("update play_session set started_at = :now, lease_until = :lease, peer_address = :peer"
                        + " where session_id = :id and started_at is null and ended_at is null")
                .param("now", Timestamp.from(now))
                .param("lease", Timestamp.from(now.plus(LEASE)))
                .param("peer", shortened(request.peerAddress()))
                .param("id", row.sessionId())
                .update();
        // Of two checks at once the database lets one through.
        return used == 1 ? accepted(row) : SessionVerified.refused("token-used", null);
    }

    /**
     * Checks a digest with an access key as user name: starts a session on the owner's behalf.
     *
     * @param start makes the row of the session for a key that is right
     */
    SessionVerified verifyByKey(
            SessionVerify request, boolean byMtu, java.util.function.Function<AccessKeys.Found, PlayRow> start) {
        if (request.digest() == null || request.digest().username() == null) {
            return SessionVerified.refused("token-wrong", null);
        }
        Optional<AccessKeys.Found> key = keys.usable(request.digest().username());
        String secret = key.map(found -> tokens.accessKeySecret(found.keyId(), found.deviceId(), found.accountId()))
                .orElse("");
        if (!Digests.matches(request.digest(), secret) || key.isEmpty()) {
            return SessionVerified.refused("token-wrong", null);
        }
        if (!key.get().deviceId().equals(request.deviceId())) {
            return SessionVerified.refused("device-mismatch", null);
        }
        if (byMtu && !distributionAllowed(request.deviceId())) {
            return SessionVerified.refused(DISTRIBUTION_REFUSED, null);
        }
        keys.used(key.get().keyId());
        return accepted(start.apply(key.get()));
    }

    private SessionVerified accepted(PlayRow row) {
        return new SessionVerified(
                true,
                null,
                row.sessionId(),
                mapper.readValue(row.capabilities(), ViewerCapabilities.class),
                row.channel(),
                row.stream(),
                row.accountId(),
                LEASE.toMillis(),
                row.nonce(),
                row.viewerFingerprint(),
                null);
    }

    /** Whether the account may still see the device: it owns it, is active, and the device is not disabled. */
    private boolean rightHeld(PlayRow row) {
        return jdbc.sql("select exists (select 1 from binding b join account a on a.account_id = b.account_id"
                        + " join device d on d.device_id = b.device_id where b.device_id = :device and b.account_id = :account"
                        + " and b.unbound_at is null and a.status = 'active' and d.registration = 'registered')")
                .param("device", row.deviceId())
                .param("account", row.accountId())
                .query(Boolean.class)
                .single();
    }

    /** Renews leases; what is over, unknown or another device's gets 0. */
    @Transactional
    Leases renew(LeaseRequest request) {
        Instant now = clock.instant();
        List<Leases.Lease> leases = request.sessionIds().stream()
                .limit(LeaseRequest.SESSIONS_MAX)
                .map(id -> new Leases.Lease(id, renew(id, request.deviceId(), now)))
                .toList();
        return new Leases(leases);
    }

    private long renew(String sessionId, String deviceId, Instant now) {
        Optional<PlayRow> row = find(sessionId)
                .filter(found -> found.deviceId().equals(deviceId)
                        && found.startedAt() != null
                        && found.endedAt() == null
                        && rightHeld(found)
                        && (found.accessKeyId() == null
                                || keys.usable(found.accessKeyId()).isPresent()));
        if (row.isEmpty()) {
            return 0;
        }
        jdbc.sql("update play_session set lease_until = :lease where session_id = :id")
                .param("lease", Timestamp.from(now.plus(LEASE)))
                .param("id", sessionId)
                .update();
        return LEASE.toMillis();
    }

    /** Writes the usage record; the first report counts. */
    @Transactional
    void ended(String sessionId, SessionEnded report) {
        find(sessionId)
                .filter(row -> row.deviceId().equals(report.deviceId()))
                .orElseThrow(CmuProblem.SESSION_NOT_FOUND::exception);
        jdbc.sql(
                        "update play_session set ended_at = coalesce(ended_at, :now), end_reason = coalesce(end_reason, :reason),"
                                + " bytes = :bytes, duration_ms = :duration where session_id = :id and bytes is null")
                .param("now", Timestamp.from(clock.instant()))
                .param("reason", shortened(report.reason()))
                .param("bytes", Math.max(0, report.bytes()))
                .param("duration", Math.max(0, report.durationMs()))
                .param("id", sessionId)
                .update();
        jdbc.sql("update device_order set done_at = :now where session_id = :id and done_at is null")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", sessionId)
                .update();
    }

    /** Notes the path that the media takes. */
    @Transactional
    void path(String sessionId, SessionPath report) {
        int changed = jdbc.sql("update play_session s set path = :kind, path_local = :local, path_remote = :remote,"
                        + " path_reason = :reason, path_local_type = :localType, path_remote_type = :remoteType, path_mtu = :mtu,"
                        + " path_since = case when path = :kind and path_since is not null then path_since else :now end,"
                        + " device_mapping = (select n.mapping from device_network n where n.device_id = s.device_id)"
                        + " where session_id = :id and device_id = :device")
                .param("reason", shortened(report.reason()))
                .param("localType", shortened(report.localType()))
                .param("remoteType", shortened(report.remoteType()))
                .param("mtu", shortened(report.mtu()))
                .param("now", Timestamp.from(clock.instant()))
                .param("kind", shortened(report.kind()))
                .param("local", shortened(report.local()))
                .param("remote", shortened(report.remote()))
                .param("id", sessionId)
                .param("device", report.deviceId())
                .update();
        if (changed == 0) {
            throw CmuProblem.SESSION_NOT_FOUND.exception();
        }
    }

    /** Ends sessions whose device has been silent since their lease ended: the record shows how long they may have run. */
    @Transactional
    public void sweep() {
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.sql("update play_session set ended_at = lease_until, end_reason = 'lease-expired'"
                        + " where ended_at is null and started_at is not null and lease_until < :now")
                .param("now", now)
                .update();
        jdbc.sql("update play_session set ended_at = expires_at, end_reason = 'never-used'"
                        + " where ended_at is null and started_at is null and expires_at < :now")
                .param("now", Timestamp.from(clock.instant().minusSeconds(60)))
                .update();
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= PATH_MAX ? text : text.substring(0, PATH_MAX);
    }
}

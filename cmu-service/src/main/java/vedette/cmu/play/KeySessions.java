package vedette.cmu.play;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.Ids;
import vedette.contracts.sc.SessionVerify;

/** Sessions that start by an access key: 8.4 run by the CMU on the owner's behalf. The viewer shows what it gets, so capabilities are open. */
@Component
class KeySessions {
    private static final String ANY_CAPABILITIES = "{\"codecs\":[\"H264\"],\"audio_codecs\":[\"PCMA\",\"PCMU\"]}";

    private final JdbcClient jdbc;
    private final PlayChecks checks;
    private final Clock clock;
    private final java.security.SecureRandom random;

    KeySessions(JdbcClient jdbc, PlayChecks checks, Clock clock, java.security.SecureRandom random) {
        this.jdbc = jdbc;
        this.checks = checks;
        this.clock = clock;
        this.random = random;
    }

    /** The stream that an RTSP URL names: {@code /live/{device_id}/{channel}/{stream}}. */
    record Named(int channel, String stream) {
        static Named of(String uri) {
            String[] parts = uri.split("[/?]");
            for (int i = 0; i + 3 < parts.length; i++) {
                if (parts[i].equals("live") && parts[i + 2].matches("[1-9][0-9]?")) {
                    return new Named(Integer.parseInt(parts[i + 2]), parts[i + 3].equals("sub") ? "sub" : "main");
                }
            }
            return new Named(1, "main");
        }
    }

    /** Makes the row of a session that plays at once. */
    @Transactional
    PlayRow start(AccessKeys.Found key, SessionVerify request, String flowId) {
        Instant now = clock.instant();
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        String id = Ids.next("ses");
        Named named = Named.of(request.digest() == null ? "" : request.digest().uri());
        jdbc.sql(
                        "insert into play_session (session_id, tenant_id, device_id, account_id, access_key_id, flow_id, channel, stream,"
                                + " transport, capabilities, nonce, created_at, expires_at, started_at, lease_until, peer_address)"
                                + " values (:id, :tenant, :device, :account, :key, :flow, :channel, :stream, 'rtsp', :capabilities, :nonce,"
                                + " :now, :now, :now, :lease, :peer)")
                .param("id", id)
                .param("tenant", key.tenantId())
                .param("device", key.deviceId())
                .param("account", key.accountId())
                .param("key", key.keyId())
                .param("flow", flowId)
                .param("channel", named.channel())
                .param("stream", named.stream())
                .param("capabilities", ANY_CAPABILITIES)
                .param("nonce", Base64.getUrlEncoder().withoutPadding().encodeToString(nonce))
                .param("now", Timestamp.from(now))
                .param("lease", Timestamp.from(now.plus(PlayChecks.LEASE)))
                .param("peer", request.peerAddress())
                .update();
        return checks.find(id).orElseThrow(CmuProblem.SESSION_NOT_FOUND::exception);
    }
}

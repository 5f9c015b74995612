package vedette.cmu.signin;

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
import vedette.cmu.access.Caller;
import vedette.cmu.account.Account;
import vedette.cmu.keys.AccessTokens;
import vedette.cmu.keys.Keyring;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.Ids;
import vedette.contracts.cm.LoginSession;
import vedette.contracts.cm.SessionTokens;

/** Sign-ins: each a family of refresh tokens, of which the last one alone works (RFC 9700 §4.14.2). */
@Component
public class LoginSessions {
    static final Duration LIFETIME = Duration.ofDays(30);
    private static final int USER_AGENT_MAX = 200;

    private final JdbcClient jdbc;
    private final Keyring keyring;
    private final AccessTokens tokens;
    private final Clock clock;

    LoginSessions(JdbcClient jdbc, Keyring keyring, AccessTokens tokens, Clock clock) {
        this.jdbc = jdbc;
        this.keyring = keyring;
        this.tokens = tokens;
        this.clock = clock;
    }

    record Presented(String sessionId, String accountId, boolean used, boolean ended, Instant expiresAt) {}

    /** Where a request comes from. */
    record Origin(String address, @Nullable String userAgent) {
        @Nullable
        String shortUserAgent() {
            return userAgent == null || userAgent.length() <= USER_AGENT_MAX
                    ? userAgent
                    : userAgent.substring(0, USER_AGENT_MAX);
        }
    }

    SessionTokens open(Account account, Origin origin) {
        String sessionId = Ids.next("ses");
        Instant now = clock.instant();
        jdbc.sql(
                        "insert into login_session (session_id, tenant_id, account_id, created_at, last_used_at, expires_at, address,"
                                + " user_agent) values (:id, :tenant, :account, :now, :now, :expires, :address, :agent)")
                .param("id", sessionId)
                .param("tenant", account.tenantId())
                .param("account", account.accountId())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(LIFETIME)))
                .param("address", origin.address())
                .param("agent", origin.shortUserAgent())
                .update();
        return issue(account, sessionId, now);
    }

    /** Locks and returns what is known about a refresh token. */
    Optional<Presented> present(String refreshToken) {
        return jdbc.sql("select s.session_id, s.account_id, t.used_at, s.ended_at, s.expires_at from refresh_token t"
                        + " join login_session s using (session_id) where t.token_hash = :hash for update")
                .param("hash", Keyring.hash(refreshToken))
                .query((row, _) -> new Presented(
                        row.getString("session_id"),
                        row.getString("account_id"),
                        row.getTimestamp("used_at") != null,
                        row.getTimestamp("ended_at") != null,
                        row.getTimestamp("expires_at").toInstant()))
                .optional();
    }

    SessionTokens rotate(Account account, String sessionId, String refreshToken) {
        Instant now = clock.instant();
        jdbc.sql("update refresh_token set used_at = :now where token_hash = :hash")
                .param("now", Timestamp.from(now))
                .param("hash", Keyring.hash(refreshToken))
                .update();
        jdbc.sql("update login_session set last_used_at = :now, expires_at = :expires where session_id = :id")
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(LIFETIME)))
                .param("id", sessionId)
                .update();
        return issue(account, sessionId, now);
    }

    private SessionTokens issue(Account account, String sessionId, Instant now) {
        String refresh = keyring.randomToken();
        jdbc.sql("insert into refresh_token (token_hash, session_id, created_at) values (:hash, :session, :now)")
                .param("hash", Keyring.hash(refresh))
                .param("session", sessionId)
                .param("now", Timestamp.from(now))
                .update();
        String access = tokens.issue(new AccessTokens.Claims(
                account.accountId(),
                account.tenantId(),
                sessionId,
                account.role().wire()));
        return new SessionTokens(
                access, AccessTokens.LIFETIME.toMillis(), refresh, LIFETIME.toMillis(), account.toContract());
    }

    /** Ends one sign-in of an account; false if it has no such running one. */
    boolean end(String accountId, String sessionId, String reason) {
        return jdbc.sql("update login_session set ended_at = :now, end_reason = :reason"
                                + " where session_id = :id and account_id = :account and ended_at is null")
                        .param("now", Timestamp.from(clock.instant()))
                        .param("reason", reason)
                        .param("id", sessionId)
                        .param("account", accountId)
                        .update()
                > 0;
    }

    /** Ends all sign-ins of an account but one. */
    public void endAll(String accountId, @Nullable String exceptSessionId, String reason) {
        jdbc.sql("update login_session set ended_at = :now, end_reason = :reason where account_id = :account"
                        + " and ended_at is null and session_id is distinct from :except")
                .param("now", Timestamp.from(clock.instant()))
                .param("reason", reason)
                .param("account", accountId)
                .param("except", exceptSessionId)
                .update();
    }

    /** The running sign-ins of the caller. */
    List<LoginSession> list(Caller caller) {
        return jdbc.sql(
                        "select * from login_session where account_id = :account and ended_at is null and expires_at > :now"
                                + " order by last_used_at desc limit 100")
                .param("account", caller.userId())
                .param("now", Timestamp.from(clock.instant()))
                .query((row, _) -> new LoginSession(
                        row.getString("session_id"),
                        row.getString("session_id").equals(caller.sessionId()),
                        row.getTimestamp("created_at").toInstant(),
                        row.getTimestamp("last_used_at").toInstant(),
                        row.getString("address"),
                        row.getString("user_agent")))
                .list();
    }

    /**
     * Ends a sign-in that the caller names.
     *
     * @throws RuntimeException {@code session-not-found}
     */
    void endOwn(Caller caller, String sessionId) {
        if (!end(caller.userId(), sessionId, "ended-by-owner")) {
            throw CmuProblem.SESSION_NOT_FOUND.exception();
        }
    }

    /** Forgets what nobody can use any more. */
    @Transactional
    public void prune() {
        Timestamp before = Timestamp.from(clock.instant().minus(LIFETIME));
        jdbc.sql("delete from refresh_token where session_id in (select session_id from login_session"
                        + " where coalesce(ended_at, expires_at) < :before)")
                .param("before", before)
                .update();
        jdbc.sql("delete from login_session where coalesce(ended_at, expires_at) < :before")
                .param("before", before)
                .update();
        jdbc.sql("delete from sign_in_link where expires_at < :before")
                .param("before", before)
                .update();
    }
}

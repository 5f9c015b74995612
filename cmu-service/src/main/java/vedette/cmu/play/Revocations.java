package vedette.cmu.play;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Ends play sessions when the right to them ends. Writes orders into the outbox in the caller's transaction; {@link DeviceOrders} brings them to
 * the device's SCU as soon as it has committed.
 */
@Component
public class Revocations {
    /** After a lease nothing plays any more without the CMU's consent. */
    private static final Duration GIVE_UP_AFTER = PlayChecks.LEASE.plusMinutes(1);

    private static final String ORDER =
            "insert into device_order (kind, device_id, session_id, reason, next_try_at, give_up_at)"
                    + " select 'end-session', device_id, session_id, :reason, :now, :until from play_session"
                    + " where ended_at is null and started_at is not null and ";
    private static final String END =
            "update play_session set ended_at = :now, end_reason = :reason where ended_at is null and ";

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /** There are new orders. */
    record Ordered() {}

    Revocations(JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /** Ends all sessions of an account, except those begun by one of its sign-ins. */
    @Transactional
    public void endOfAccount(String accountId, @Nullable String exceptLogin, String reason) {
        end(
                "account_id = :id and (cast(:except as text) is null or login_session_id is distinct from :except)",
                accountId,
                exceptLogin,
                reason);
    }

    /** Ends all sessions on a device. */
    @Transactional
    public void endOfDevice(String deviceId, String reason) {
        end("device_id = :id and cast(:except as text) is null", deviceId, null, reason);
    }

    /** Ends all sessions that run on an access key. */
    @Transactional
    public void endOfKey(String keyId, String reason) {
        end("access_key_id = :id and cast(:except as text) is null", keyId, null, reason);
    }

    /** Ends one session. */
    @Transactional
    public void endSession(String sessionId, String reason) {
        end("session_id = :id and cast(:except as text) is null", sessionId, null, reason);
    }

    /** Revokes all access keys of a device. */
    @Transactional
    public void revokeKeys(String deviceId) {
        jdbc.sql(
                        "update access_key set revoked_at = :now, version = version + 1 where device_id = :id and revoked_at is null")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", deviceId)
                .update();
    }

    /** Closes the channel of a device that was disabled. */
    @Transactional
    public void disconnect(String deviceId, String reason) {
        Instant now = clock.instant();
        jdbc.sql("insert into device_order (kind, device_id, reason, next_try_at, give_up_at)"
                        + " values ('disconnect', :id, :reason, :now, :until)")
                .param("id", deviceId)
                .param("reason", reason)
                .param("now", Timestamp.from(now))
                .param("until", Timestamp.from(now.plus(GIVE_UP_AFTER)))
                .update();
        events.publishEvent(new Ordered());
    }

    private void end(String condition, String id, @Nullable String except, String reason) {
        Instant now = clock.instant();
        bind(jdbc.sql(ORDER + condition), id, except, reason, now)
                .param("until", Timestamp.from(now.plus(GIVE_UP_AFTER)))
                .update();
        bind(jdbc.sql(END + condition), id, except, reason, now).update();
        events.publishEvent(new Ordered());
    }

    private static StatementSpec bind(
            StatementSpec sql, String id, @Nullable String except, String reason, Instant now) {
        return sql.param("id", id)
                .param("except", except)
                .param("reason", reason)
                .param("now", Timestamp.from(now));
    }
}

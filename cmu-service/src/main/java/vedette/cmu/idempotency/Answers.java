package vedette.cmu.idempotency;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.keys.Keyring;

/** The kept answers; bodies are sealed, since some hold tokens. */
@Component
public class Answers {
    private static final Duration KEPT = Duration.ofHours(24);

    /** A request that runs longer died with its process. */
    private static final Duration RUNNING_MAX = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final Keyring keyring;
    private final Clock clock;

    Answers(JdbcClient jdbc, Keyring keyring, Clock clock) {
        this.jdbc = jdbc;
        this.keyring = keyring;
        this.clock = clock;
    }

    /** A kept answer; {@code status} is null while the first request runs. */
    record Kept(
            String requestHash,
            @Nullable Integer status,
            byte[] body,
            @Nullable String contentType,
            @Nullable String flowHeader) {}

    /** Reserves the key for this request; empty if it is ours, else what there is. */
    @Transactional
    Optional<Kept> reserve(String caller, String key, String requestHash) {
        Instant now = clock.instant();
        jdbc.sql("delete from idempotent_answer where caller = :caller and key = :key"
                        + " and (created_at < :old or status is null and created_at < :stale)")
                .param("caller", caller)
                .param("key", key)
                .param("old", Timestamp.from(now.minus(KEPT)))
                .param("stale", Timestamp.from(now.minus(RUNNING_MAX)))
                .update();
        int inserted = jdbc.sql("insert into idempotent_answer (caller, key, request_hash, created_at)"
                        + " values (:caller, :key, :hash, :now) on conflict do nothing")
                .param("caller", caller)
                .param("key", key)
                .param("hash", requestHash)
                .param("now", Timestamp.from(now))
                .update();
        return inserted == 1 ? Optional.empty() : find(caller, key);
    }

    private Optional<Kept> find(String caller, String key) {
        return jdbc.sql("select * from idempotent_answer where caller = :caller and key = :key")
                .param("caller", caller)
                .param("key", key)
                .query((row, _) -> {
                    byte[] sealed = row.getBytes("sealed_body");
                    return new Kept(
                            row.getString("request_hash"),
                            row.getObject("status", Integer.class),
                            sealed == null ? new byte[0] : keyring.open(sealed, context(caller, key)),
                            row.getString("content_type"),
                            row.getString("flow_header"));
                })
                .optional();
    }

    /** Keeps a good answer. */
    void keep(String caller, String key, Kept answer) {
        jdbc.sql(
                        "update idempotent_answer set status = :status, sealed_body = :body, content_type = :type, flow_header = :flow"
                                + " where caller = :caller and key = :key")
                .param("status", answer.status())
                .param("body", keyring.seal(answer.body(), context(caller, key)))
                .param("type", answer.contentType())
                .param("flow", answer.flowHeader())
                .param("caller", caller)
                .param("key", key)
                .update();
    }

    /** Frees the key: the request failed and may be tried again. */
    void free(String caller, String key) {
        jdbc.sql("delete from idempotent_answer where caller = :caller and key = :key and status is null")
                .param("caller", caller)
                .param("key", key)
                .update();
    }

    /** Forgets old answers. */
    @Transactional
    public void prune() {
        jdbc.sql("delete from idempotent_answer where created_at < :old")
                .param("old", Timestamp.from(clock.instant().minus(KEPT)))
                .update();
    }

    private static String context(String caller, String key) {
        return "idempotent|" + caller + "|" + key;
    }
}

package vedette.cmu.access;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Attempts that count towards a lock-out, shared by all CMUs. An attempt is reserved before the secret is looked at and given back when it
 * was right, so that parallel guesses cannot pass the limit. A reservation commits on its own; call it outside of transactions, since inside one
 * it would need a second connection.
 */
@Component
public class Attempts {
    /** No window is longer; older rows are pruned. */
    private static final Duration WINDOW_MAX = Duration.ofHours(2);

    private final JdbcClient jdbc;
    private final Clock clock;

    Attempts(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Reserves an attempt unless {@code max} lie within the window.
     *
     * @return whether it was reserved; false = locked
     */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public boolean reserve(String kind, String subject, int max, Duration window) {
        Instant now = clock.instant();
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:subject, 7))")
                .param("subject", kind + "|" + subject)
                .query()
                .listOfRows();
        int recent = jdbc.sql("select count(*) from attempt where kind = :kind and subject = :subject and at > :since")
                .param("kind", kind)
                .param("subject", subject)
                .param("since", Timestamp.from(now.minus(window)))
                .query(Integer.class)
                .single();
        if (recent >= max) {
            return false;
        }
        jdbc.sql("insert into attempt (kind, subject, at) values (:kind, :subject, :now)")
                .param("kind", kind)
                .param("subject", subject)
                .param("now", Timestamp.from(now))
                .update();
        return true;
    }

    /** The secret was right: the attempts of the subject are forgotten. */
    @Transactional
    public void clear(String kind, String subject) {
        jdbc.sql("delete from attempt where kind = :kind and subject = :subject")
                .param("kind", kind)
                .param("subject", subject)
                .update();
    }

    /** Gives back the last reserved attempt, which turned out not to be a guess; earlier ones stay. */
    @Transactional
    public void giveBack(String kind, String subject) {
        jdbc.sql("delete from attempt where ctid in (select ctid from attempt where kind = :kind and subject = :subject"
                        + " order by at desc limit 1)")
                .param("kind", kind)
                .param("subject", subject)
                .update();
    }

    /** Removes what no window reaches any more. */
    @Transactional
    public void prune() {
        jdbc.sql("delete from attempt where at < :before")
                .param("before", Timestamp.from(clock.instant().minus(WINDOW_MAX)))
                .update();
    }
}

package vedette.cmu.sms;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vedette.cmu.config.CmuProperties;
import vedette.cmu.config.Origins;
import vedette.cmu.config.SecretFiles;
import vedette.cmu.keys.Keyring;
import vedette.cmu.paging.PageRequest;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.tenancy.Tenancy;
import vedette.contracts.Ids;
import vedette.contracts.cm.Page;
import vedette.contracts.cm.SmsMessage;
import vedette.platform.config.PlatformProperties;

/**
 * Outgoing short messages. {@link #send} writes to the queue in the caller's transaction, so a message leaves exactly if what it tells
 * happened; {@link #dispatch}, called every second, submits what is due. Thread-safe.
 */
@Component
public class Sms {
    private static final int BATCH = 20;
    private static final Duration CLAIM = Duration.ofSeconds(30);

    private final JdbcClient jdbc;
    private final Keyring keyring;
    private final CmuProperties.Sms settings;
    private final @Nullable SmsGateway gateway;
    private final Clock clock;
    private final ReentrantLock dispatching = new ReentrantLock();

    private record Due(String messageId, String phone, byte[] sealedText, int tries) {}

    Sms(JdbcClient jdbc, Keyring keyring, CmuProperties properties, PlatformProperties installation, Clock clock) {
        this.jdbc = jdbc;
        this.keyring = keyring;
        this.settings = properties.sms();
        this.clock = clock;
        if (settings.adapter() == CmuProperties.SmsAdapter.OUTBOX && !Origins.loopback(installation.portalOrigin())) {
            throw new IllegalStateException(
                    "vedette.cmu.sms.adapter=outbox shows codes to operators and is for loopback only, but"
                            + " vedette.portal-origin is " + installation.portalOrigin() + "; use http or none");
        }
        this.gateway = settings.adapter() == CmuProperties.SmsAdapter.HTTP && settings.url() != null
                ? new HttpSmsGateway(
                        settings.url(), SecretFiles.read(settings.tokenFile()), installation.portalOrigin())
                : null;
    }

    /** Whether messages can be sent at all. */
    public boolean available() {
        return settings.adapter() != CmuProperties.SmsAdapter.NONE;
    }

    /** Queues a message; without adapter it is dropped. */
    public void send(String tenant, String phone, String text) {
        if (!available()) {
            return;
        }
        String id = Ids.next("msg");
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.sql("insert into sms_message (message_id, tenant_id, phone, sealed_text, status, next_try_at, created_at)"
                        + " values (:id, :tenant, :phone, :text, :status, :now, :now)")
                .param("id", id)
                .param("tenant", tenant)
                .param("phone", phone)
                .param("text", keyring.seal(text.getBytes(StandardCharsets.UTF_8), id))
                .param("status", gateway == null ? "sent" : "queued")
                .param("now", now)
                .update();
    }

    /** Submits what is due. Several CMUs share the queue: each claims its rows first. */
    public void dispatch() {
        if (gateway == null || !dispatching.tryLock()) {
            return;
        }
        try {
            for (Due due : claim()) {
                submit(due, gateway);
            }
        } finally {
            dispatching.unlock();
        }
    }

    private List<Due> claim() {
        Instant now = clock.instant();
        return jdbc.sql("update sms_message set tries = tries + 1, next_try_at = :until where message_id in ("
                        + "select message_id from sms_message where status = 'queued' and next_try_at <= :now"
                        + " order by next_try_at limit :limit for update skip locked)"
                        + " returning message_id, phone, sealed_text, tries")
                .param("until", Timestamp.from(now.plus(CLAIM)))
                .param("now", Timestamp.from(now))
                .param("limit", BATCH)
                .query((row, _) -> new Due(
                        row.getString("message_id"),
                        row.getString("phone"),
                        row.getBytes("sealed_text"),
                        row.getInt("tries")))
                .list();
    }

    private void submit(Due due, SmsGateway to) {
        String text = new String(keyring.open(due.sealedText(), due.messageId()), StandardCharsets.UTF_8);
        switch (to.submit(due.messageId(), due.phone(), text, reportToken(due.messageId()))) {
            case ACCEPTED -> finish(due.messageId(), "sent");
            case REJECTED -> finish(due.messageId(), "failed");
            case RETRY -> {
                if (due.tries() >= settings.tries()) {
                    finish(due.messageId(), "failed");
                } else {
                    jdbc.sql("update sms_message set next_try_at = :next where message_id = :id")
                            .param("next", Timestamp.from(clock.instant().plusSeconds(1L << (due.tries() - 1))))
                            .param("id", due.messageId())
                            .update();
                }
            }
        }
    }

    private void finish(String messageId, String status) {
        // A delivery report may have been faster than the answer to the submission.
        jdbc.sql(
                        "update sms_message set status = case when status = 'queued' then :status else status end, sealed_text = null"
                                + " where message_id = :id")
                .param("status", status)
                .param("id", messageId)
                .update();
    }

    private String reportToken(String messageId) {
        return keyring.macText(Keyring.Purpose.REPORT, messageId);
    }

    /**
     * Notes a delivery report of the gateway.
     *
     * @throws RuntimeException {@code message-not-found} for a wrong id or token
     */
    void report(String messageId, String status, String token) {
        boolean right = Keyring.same(reportToken(messageId), token);
        boolean known = "delivered".equals(status) || "failed".equals(status);
        int changed = right && known
                ? jdbc.sql("update sms_message set status = :status where message_id = :id")
                        .param("status", status)
                        .param("id", messageId)
                        .update()
                : 0;
        if (changed == 0) {
            throw CmuProblem.MESSAGE_NOT_FOUND.exception();
        }
    }

    /**
     * The outbox page.
     *
     * @throws RuntimeException {@code no-outbox} with another adapter
     */
    Page<SmsMessage> outbox(@Nullable String query, PageRequest page) {
        if (settings.adapter() != CmuProperties.SmsAdapter.OUTBOX) {
            throw CmuProblem.NO_OUTBOX.exception();
        }
        List<SmsMessage> rows = jdbc.sql("select * from sms_message where" + Tenancy.FILTER
                        + "and (cast(:query as text) is null or phone like '%' || :query || '%')"
                        + " order by created_at desc, message_id limit :limit offset :offset")
                .param("tenant", Tenancy.current())
                .param("query", query)
                .param("limit", page.fetch())
                .param("offset", page.offset())
                .query((row, _) -> new SmsMessage(
                        row.getString("message_id"),
                        row.getString("phone"),
                        new String(
                                keyring.open(row.getBytes("sealed_text"), row.getString("message_id")),
                                StandardCharsets.UTF_8),
                        row.getString("status"),
                        row.getTimestamp("created_at").toInstant()))
                .list();
        return page.of(rows);
    }
}

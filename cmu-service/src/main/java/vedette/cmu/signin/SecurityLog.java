package vedette.cmu.signin;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vedette.cmu.account.Account;
import vedette.cmu.paging.PageRequest;
import vedette.contracts.cm.Page;
import vedette.contracts.cm.SecurityEvent;

/** What the owner of an account should know. */
@Component
class SecurityLog {
    private final JdbcClient jdbc;
    private final Clock clock;

    SecurityLog(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void append(Account account, String kind, @Nullable String address, @Nullable String detail) {
        append(account.tenantId(), account.accountId(), kind, address, detail);
    }

    void append(String tenant, String accountId, String kind, @Nullable String address, @Nullable String detail) {
        jdbc.sql("insert into security_event (tenant_id, account_id, at, kind, address, detail)"
                        + " values (:tenant, :account, :at, :kind, :address, :detail)")
                .param("tenant", tenant)
                .param("account", accountId)
                .param("at", Timestamp.from(clock.instant()))
                .param("kind", kind)
                .param("address", address)
                .param("detail", detail)
                .update();
    }

    Page<SecurityEvent> list(String accountId, PageRequest page) {
        List<SecurityEvent> rows = jdbc.sql("select at, kind, address, detail from security_event"
                        + " where account_id = :account order by event_id desc limit :limit offset :offset")
                .param("account", accountId)
                .param("limit", page.fetch())
                .param("offset", page.offset())
                .query((row, _) -> new SecurityEvent(
                        row.getTimestamp("at").toInstant(),
                        row.getString("kind"),
                        row.getString("address"),
                        row.getString("detail")))
                .list();
        return page.of(rows);
    }
}

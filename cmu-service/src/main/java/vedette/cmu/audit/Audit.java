package vedette.cmu.audit;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vedette.cmu.access.Caller;
import vedette.cmu.paging.PageRequest;
import vedette.cmu.problem.Problems;
import vedette.cmu.tenancy.Tenancy;
import vedette.contracts.Ids;
import vedette.contracts.cm.AuditEntry;
import vedette.contracts.cm.Page;

/** Appends to and reads the audit log. */
@Component
public class Audit {
    private static final int DETAIL_MAX = 500;

    private final JdbcClient jdbc;
    private final Clock clock;

    Audit(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Runs a privileged action of the present caller and writes down what became of it, success or the problem code.
     *
     * @param action e.g. {@code customer.approve}
     * @param object id of what it acts on
     */
    public <T> T record(String action, @Nullable String object, Supplier<T> work) {
        Caller caller = Caller.current();
        try {
            T result = work.get();
            append(caller.tenantId(), caller.userId(), action, object, "ok", caller.address(), null);
            return result;
        } catch (RuntimeException e) {
            append(caller.tenantId(), caller.userId(), action, object, Problems.code(e), caller.address(), null);
            throw e;
        }
    }

    /** As {@link #record(String, String, Supplier)} for work without result. */
    public void run(String action, @Nullable String object, Runnable work) {
        record(action, object, () -> {
            work.run();
            return true;
        });
    }

    /** Appends an entry, e.g. for an action of a device or service. */
    public void append(
            String tenant,
            String actor,
            String action,
            @Nullable String object,
            String result,
            @Nullable String address,
            @Nullable String detail) {
        jdbc.sql("insert into audit_event (audit_id, tenant_id, at, actor, action, object, result, address, detail)"
                        + " values (:id, :tenant, :at, :actor, :action, :object, :result, :address, :detail)")
                .param("id", Ids.next("aud"))
                .param("tenant", tenant)
                .param("at", Timestamp.from(clock.instant()))
                .param("actor", actor)
                .param("action", action)
                .param("object", object)
                .param("result", result)
                .param("address", address)
                .param(
                        "detail",
                        detail == null || detail.length() <= DETAIL_MAX ? detail : detail.substring(0, DETAIL_MAX))
                .update();
    }

    /** The entries of the tenant, newest first; the query matches actor, action or object. */
    public Page<AuditEntry> list(@Nullable String query, PageRequest page) {
        List<AuditEntry> rows = jdbc.sql("select * from audit_event where" + Tenancy.FILTER
                        + "and (cast(:query as text) is null or actor = :query or object = :query"
                        + " or action like :query || '%') order by at desc, audit_id limit :limit offset :offset")
                .param("tenant", Tenancy.current())
                .param("query", query)
                .param("limit", page.fetch())
                .param("offset", page.offset())
                .query((row, _) -> new AuditEntry(
                        row.getString("audit_id"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("object"),
                        row.getString("result"),
                        row.getString("address"),
                        row.getString("detail")))
                .list();
        return page.of(rows);
    }
}

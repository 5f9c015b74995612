package vedette.cmu.operations;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vedette.cmu.instance.Instances;
import vedette.cmu.paging.PageRequest;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.tenancy.Tenancy;
import vedette.contracts.cm.Camera;
import vedette.contracts.cm.Customer;
import vedette.contracts.cm.Overview;
import vedette.contracts.cm.Page;

/** What operators see of their tenant. */
@Component
class OperatorViews {
    private static final Duration DAY = Duration.ofDays(1);
    private static final String CUSTOMERS =
            "select a.*, (select count(*) from binding b where b.account_id = a.account_id"
                    + " and b.unbound_at is null) as devices from account a where (:tenant = '*' or a.tenant_id = :tenant) ";
    private static final String CAMERAS =
            "select d.*, p.status, p.status_since, p.scu, b.account_id as owner from device d"
                    + " join device_presence p using (device_id)"
                    + " left join binding b on b.device_id = d.device_id and b.unbound_at is null"
                    + " where (:tenant = '*' or d.tenant_id = :tenant) ";

    private final JdbcClient jdbc;
    private final Instances instances;
    private final Clock clock;

    OperatorViews(JdbcClient jdbc, Instances instances, Clock clock) {
        this.jdbc = jdbc;
        this.instances = instances;
        this.clock = clock;
    }

    Page<Customer> customers(@Nullable String query, @Nullable String status, PageRequest page) {
        List<Customer> rows = jdbc.sql(CUSTOMERS + "and (cast(:status as text) is null or a.status = :status)"
                        + " and (cast(:query as text) is null or strpos(lower(a.display_name), lower(:query)) > 0"
                        + " or strpos(coalesce(a.phone, ''), :query) > 0 or a.account_id = :query)"
                        + " order by a.created_at desc, a.account_id limit :limit offset :offset")
                .param("tenant", Tenancy.current())
                .param("status", status)
                .param("query", query)
                .param("limit", page.fetch())
                .param("offset", page.offset())
                .query((row, _) -> customer(row))
                .list();
        return page.of(rows);
    }

    Customer customer(String accountId) {
        return jdbc.sql(CUSTOMERS + "and a.account_id = :id")
                .param("tenant", Tenancy.current())
                .param("id", accountId)
                .query((row, _) -> customer(row))
                .optional()
                .orElseThrow(CmuProblem.CUSTOMER_NOT_FOUND::exception);
    }

    Page<Camera> cameras(@Nullable String query, @Nullable String status, PageRequest page) {
        List<Camera> rows = jdbc.sql(CAMERAS + "and (cast(:status as text) is null or p.status = :status"
                        + " or d.registration = :status)"
                        + " and (cast(:query as text) is null or strpos(lower(d.serial), lower(:query)) > 0"
                        + " or strpos(lower(d.model), lower(:query)) > 0 or strpos(lower(d.vendor_name), lower(:query)) > 0"
                        + " or d.device_id = :query)"
                        + " order by d.created_at desc, d.device_id limit :limit offset :offset")
                .param("tenant", Tenancy.current())
                .param("status", status)
                .param("query", query)
                .param("limit", page.fetch())
                .param("offset", page.offset())
                .query((row, _) -> camera(row))
                .list();
        return page.of(rows);
    }

    Camera camera(String deviceId) {
        return jdbc.sql(CAMERAS + "and d.device_id = :id")
                .param("tenant", Tenancy.current())
                .param("id", deviceId)
                .query((row, _) -> camera(row))
                .optional()
                .orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
    }

    /** Counts and what needs somebody. */
    Overview overview() {
        Timestamp dayAgo = Timestamp.from(clock.instant().minus(DAY));
        Overview.CustomerCounts customers = jdbc.sql("select count(*) filter (where status = 'pending') as pending,"
                        + " count(*) filter (where status = 'active') as active,"
                        + " count(*) filter (where status = 'suspended') as suspended from account where role = 'user' and"
                        + Tenancy.FILTER)
                .param("tenant", Tenancy.current())
                .query((row, _) -> new Overview.CustomerCounts(
                        row.getInt("pending"), row.getInt("active"), row.getInt("suspended")))
                .single();
        Overview.CameraCounts cameras = jdbc.sql(
                        "select count(*) filter (where registration <> 'disabled' and status = 'online') as online,"
                                + " count(*) filter (where registration <> 'disabled' and status = 'offline') as offline,"
                                + " count(*) filter (where registration = 'disabled') as disabled,"
                                + " count(*) filter (where owner is null) as unbound from (" + CAMERAS + ") c")
                .param("tenant", Tenancy.current())
                .query((row, _) -> new Overview.CameraCounts(
                        row.getInt("online"), row.getInt("offline"), row.getInt("disabled"), row.getInt("unbound")))
                .single();
        int playing = count(
                "select count(*) from play_session where started_at is not null and ended_at is null and", dayAgo);
        int failed = count(
                "select count(*) from flow f where f.started_at > :since and exists (select 1 from flow_event e"
                        + " where e.flow_id = f.flow_id and e.status <> 'ok') and",
                dayAgo);
        return new Overview(customers, cameras, playing, failed, attention(customers, cameras, failed, dayAgo));
    }

    private List<Overview.Attention> attention(
            Overview.CustomerCounts customers, Overview.CameraCounts cameras, int failed, Timestamp dayAgo) {
        List<Overview.Attention> found = new ArrayList<>();
        int lost = (int) instances.statuses().stream()
                .filter(s -> "lost".equals(s.health()))
                .count();
        add(found, "service-lost", lost, "Service instances that stopped reporting", "/operator/services");
        int conflicts = count(
                "select count(*) from audit_event where action = 'device.key-conflict' and at > :since and", dayAgo);
        add(
                found,
                "serial-has-other-key",
                conflicts,
                "Registrations of a known serial with another key",
                "/operator/audit?query=device.key-conflict");
        add(
                found,
                "customers-pending",
                customers.pending(),
                "Customers wait for approval",
                "/operator/customers?status=pending");
        int messages =
                count("select count(*) from sms_message where status = 'failed' and created_at > :since and", dayAgo);
        add(found, "sms-failed", messages, "SMS that the gateway did not take or deliver", "/operator/settings");
        add(found, "flow-failed", failed, "Flows that broke within 24 hours", "/operator/flows?outcome=failed");
        add(
                found,
                "camera-offline",
                cameras.offline(),
                "Registered cameras are offline",
                "/operator/cameras?status=offline");
        return found;
    }

    private static void add(List<Overview.Attention> list, String kind, int count, String detail, String link) {
        if (count > 0) {
            list.add(new Overview.Attention(kind, count, detail, link));
        }
    }

    private int count(String sql, Timestamp since) {
        return jdbc.sql(sql + Tenancy.FILTER)
                .param("tenant", Tenancy.current())
                .param("since", since)
                .query(Integer.class)
                .single();
    }

    private static Customer customer(ResultSet row) throws SQLException {
        return new Customer(
                row.getString("account_id"),
                row.getString("display_name"),
                row.getString("phone"),
                row.getString("role"),
                row.getString("status"),
                row.getInt("devices"),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "last_login_at"));
    }

    private static Camera camera(ResultSet row) throws SQLException {
        return new Camera(
                row.getString("device_id"),
                row.getString("serial"),
                row.getString("kind"),
                row.getString("vendor_name"),
                row.getString("model"),
                row.getString("firmware"),
                row.getString("registration"),
                row.getString("status"),
                instant(row, "status_since"),
                row.getString("scu"),
                row.getString("address"),
                row.getString("owner"),
                row.getTimestamp("last_registered_at").toInstant(),
                row.getTimestamp("created_at").toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}

package vedette.cmu.binding;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vedette.cmu.device.CapabilityText;
import vedette.cmu.device.DeviceAddresses;
import vedette.cmu.paging.PageRequest;
import vedette.cmu.tenancy.Tenancy;
import vedette.contracts.cm.Device;
import vedette.contracts.cm.Page;

/** Devices as their owner sees them; what is not the account's does not exist. */
@Component
public class OwnedDevices {
    private static final List<String> OWNER_RIGHTS = List.of("view", "control", "share", "manage");
    private static final String SELECT =
            "select d.*, b.name, b.group_name, b.distribution_allowed, b.bound_at, p.status, p.status_since,"
                    + " n.nat_addr, n.local_addrs, n.mapping, n.filtering, n.updated_at as network_updated_at"
                    + " from device d join binding b on b.device_id = d.device_id and b.unbound_at is null"
                    + " join device_presence p on p.device_id = d.device_id"
                    + " left join device_network n on n.device_id = d.device_id"
                    + " where b.account_id = :account and (:tenant = '*' or d.tenant_id = :tenant) ";

    private final JdbcClient jdbc;
    private final CapabilityText capabilities;
    private final DeviceAddresses addresses;

    OwnedDevices(JdbcClient jdbc, CapabilityText capabilities, DeviceAddresses addresses) {
        this.jdbc = jdbc;
        this.capabilities = capabilities;
        this.addresses = addresses;
    }

    /** One device of the account. */
    public Optional<Device> find(String accountId, String deviceId) {
        return jdbc.sql(SELECT + "and d.device_id = :device")
                .param("account", accountId)
                .param("tenant", Tenancy.current())
                .param("device", deviceId)
                .query((row, _) -> device(row))
                .optional();
    }

    /** The devices of the account by name. */
    Page<Device> list(String accountId, @Nullable String query, @Nullable String group, PageRequest page) {
        List<Device> rows = jdbc.sql(SELECT + "and (cast(:group as text) is null or b.group_name = :group)"
                        + " and (cast(:query as text) is null or strpos(lower(b.name), lower(:query)) > 0"
                        + " or strpos(lower(d.serial), lower(:query)) > 0 or strpos(lower(d.model), lower(:query)) > 0)"
                        + " order by lower(b.name), d.device_id limit :limit offset :offset")
                .param("account", accountId)
                .param("tenant", Tenancy.current())
                .param("group", group)
                .param("query", query)
                .param("limit", page.fetch())
                .param("offset", page.offset())
                .query((row, _) -> device(row))
                .list();
        return page.of(rows);
    }

    private Device device(ResultSet row) throws SQLException {
        boolean online = "online".equals(row.getString("status"));
        boolean recorder = "nvr".equals(row.getString("kind"));
        String status = recorder ? (online ? "active" : "inactive") : (online ? "online" : "offline");
        return new Device(
                row.getString("device_id"),
                row.getString("serial"),
                row.getString("name"),
                row.getString("group_name"),
                row.getString("kind"),
                status,
                row.getTimestamp("status_since").toInstant(),
                capabilities.read(row.getString("capabilities")).channels(),
                row.getString("vendor_name"),
                row.getString("model"),
                row.getString("firmware"),
                row.getInt("level"),
                row.getString("spki_sha256"),
                OWNER_RIGHTS,
                row.getBoolean("distribution_allowed"),
                addresses.read(row),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("bound_at").toInstant());
    }
}

package vedette.cmu.flow;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.config.Ticker;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowRef;

/** Joins requests to their flows. */
@Component
public class Flows {
    private final FlowStore store;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Ticker ticker;

    Flows(FlowStore store, JdbcClient jdbc, Clock clock, Ticker ticker) {
        this.store = store;
        this.jdbc = jdbc;
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Whom a run is about; what is null is not known. */
    public record Subject(
            @Nullable String tenant,
            @Nullable String deviceId,
            @Nullable String accountId) {}

    /**
     * Continues the flow that a message names, or starts one: if the message names none, another flow, or the id of somebody else's run.
     * Nobody can write into a run of another account or device.
     */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public FlowRun join(Optional<FlowRef> named, String flow, Subject subject) {
        FlowRef ref = named.filter(
                        candidate -> candidate.flow().equals(flow) && claim(candidate.flowId(), flow, subject))
                .orElse(null);
        if (ref != null) {
            return new FlowRun(flow, ref.flowId(), ref.cause(), store, clock, ticker);
        }
        String fresh = Ids.next("flw");
        claim(fresh, flow, subject);
        return new FlowRun(flow, fresh, null, store, clock, ticker);
    }

    /** A run that is known to belong to the subject, e.g. the one that a session stores. */
    public FlowRun resume(String flow, String flowId, @Nullable String cause) {
        return new FlowRun(flow, flowId, cause, store, clock, ticker);
    }

    /** Whether a run of this flow is about exactly this subject, so that a further message of the same session may continue it. */
    public boolean isOf(String flowId, String flow, Subject subject) {
        return jdbc.sql("select count(*) from flow where flow_id = :id and flow = :flow and tenant_id = :tenant and device_id = :device"
                                + " and account_id = :account")
                        .param("id", flowId)
                        .param("flow", flow)
                        .param("tenant", subject.tenant())
                        .param("device", subject.deviceId())
                        .param("account", subject.accountId())
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Adds what became known about a run later on. */
    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void describe(String flowId, Subject subject) {
        jdbc.sql("update flow set tenant_id = coalesce(tenant_id, :tenant), device_id = coalesce(device_id, :device),"
                        + " account_id = coalesce(account_id, :account) where flow_id = :id")
                .param("tenant", subject.tenant())
                .param("device", subject.deviceId())
                .param("account", subject.accountId())
                .param("id", flowId)
                .update();
    }

    private boolean claim(String flowId, String flow, Subject subject) {
        return jdbc.sql("insert into flow (flow_id, flow, tenant_id, device_id, account_id, started_at)"
                                + " values (:id, :flow, :tenant, :device, :account, :now)"
                                + " on conflict (flow_id) do update set tenant_id = coalesce(flow.tenant_id, excluded.tenant_id),"
                                + " device_id = coalesce(flow.device_id, excluded.device_id),"
                                + " account_id = coalesce(flow.account_id, excluded.account_id)"
                                + " where flow.flow = excluded.flow"
                                + " and (flow.account_id is null and excluded.account_id is null"
                                + " and (flow.device_id is null or flow.device_id = excluded.device_id)"
                                + " or flow.account_id is null and flow.device_id is null and flow.tenant_id is null)")
                        .param("id", flowId)
                        .param("flow", flow)
                        .param("tenant", subject.tenant())
                        .param("device", subject.deviceId())
                        .param("account", subject.accountId())
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }
}

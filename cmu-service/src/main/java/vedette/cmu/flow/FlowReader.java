package vedette.cmu.flow;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import vedette.cmu.paging.PageRequest;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.tenancy.Tenancy;
import vedette.contracts.cm.FlowDetail;
import vedette.contracts.cm.FlowSummary;
import vedette.contracts.cm.Page;
import vedette.contracts.flow.FlowEvent;

/** Reads runs of flows: for customers their own and those of devices that are theirs now, for operators those of their tenant. */
@Component
class FlowReader {
    /** A run without event for so long gets no more. */
    private static final Duration SETTLED_AFTER = Duration.ofSeconds(30);

    private static final String VISIBLE =
            " (cast(:account as text) is null or f.account_id = :account or (f.account_id is null and exists"
                    + " (select 1 from binding b where b.device_id = f.device_id and b.account_id = :account and b.unbound_at is null"
                    + " and b.bound_at <= f.started_at))) and (:tenant = '*' or f.tenant_id = :tenant) ";
    private static final String STATE =
            " left join lateral (select bool_or(e.status <> 'ok') as failed, count(distinct e.step) filter (where e.flow <> '8.4' or e.step <> 'S3') as steps,"
                    + " max(e.received_at) as last_at from flow_event e where e.flow_id = f.flow_id) s on true ";
    private static final String OUTCOME = "case when s.failed then 'failed'"
            + " when s.steps >= (case f.flow when '8.1' then 4 when '8.2' then 4 when '8.4' then 9 else 0 end) then 'ok'"
            + " when coalesce(s.last_at, f.started_at) > :fresh then 'running' else 'incomplete' end";

    private final JdbcClient jdbc;
    private final FlowStore store;
    private final Clock clock;

    FlowReader(JdbcClient jdbc, FlowStore store, Clock clock) {
        this.jdbc = jdbc;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Which runs are wanted; what is null does not restrict.
     *
     * @param account whose runs; null = of the whole tenant
     * @param query flow id, flow number, device id or serial
     */
    record Filter(
            @Nullable String account,
            @Nullable String deviceId,
            @Nullable String flow,
            @Nullable String outcome,
            @Nullable String query) {}

    private record Head(
            String flowId,
            String flow,
            @Nullable String subject,
            Instant startedAt,
            @Nullable Instant lastAt,
            @Nullable String accountId) {}

    Page<FlowSummary> list(Filter filter, PageRequest page) {
        store.flush();
        List<Head> heads = jdbc.sql("select f.*, s.last_at from flow f" + STATE + "where" + VISIBLE
                        + "and (cast(:device as text) is null or f.device_id = :device)"
                        + " and (cast(:flow as text) is null or f.flow = :flow)"
                        + " and (cast(:outcome as text) is null or " + OUTCOME + " = :outcome)"
                        + " and (cast(:query as text) is null or f.flow_id = :query or f.flow = :query or f.device_id = :query"
                        + " or f.device_id = (select device_id from device where serial = :query))"
                        + " order by f.started_at desc, f.flow_id limit :limit offset :offset")
                .param("account", filter.account())
                .param("tenant", Tenancy.current())
                .param("device", filter.deviceId())
                .param("flow", filter.flow())
                .param("outcome", filter.outcome())
                .param("fresh", java.sql.Timestamp.from(clock.instant().minus(SETTLED_AFTER)))
                .param("query", filter.query())
                .param("limit", page.fetch())
                .param("offset", page.offset())
                .query((row, _) -> head(row))
                .list();
        Map<String, List<FlowEvent>> events =
                events(heads.stream().map(Head::flowId).toList());
        return page.of(heads.stream()
                .map(head -> summary(head, events.getOrDefault(head.flowId(), List.of())))
                .toList());
    }

    /**
     * One run.
     *
     * @throws RuntimeException {@code flow-not-found} also for a run that the account may not see
     */
    FlowDetail read(String flowId, @Nullable String account) {
        store.flush();
        Head head = jdbc.sql("select f.*, s.last_at from flow f" + STATE + "where f.flow_id = :id and" + VISIBLE)
                .param("id", flowId)
                .param("account", account)
                .param("tenant", Tenancy.current())
                .query((row, _) -> head(row))
                .optional()
                .orElseThrow(CmuProblem.FLOW_NOT_FOUND::exception);
        List<FlowEvent> events = FlowSteps.byCause(events(List.of(flowId)).getOrDefault(flowId, List.of()));
        FlowSteps.Verdict verdict = FlowSteps.judge(head.flow(), events, settled(head));
        return new FlowDetail(
                head.flowId(),
                head.flow(),
                head.subject(),
                head.startedAt(),
                verdict.outcome().wire(),
                verdict.brokeAt(),
                verdict.reason(),
                FlowSteps.expected(head.flow()),
                events);
    }

    /** Whether the run was started by this account. */
    boolean startedBy(String flowId, String account) {
        return jdbc.sql("select exists (select 1 from flow where flow_id = :id and account_id = :account)")
                .param("id", flowId)
                .param("account", account)
                .query(Boolean.class)
                .single();
    }

    private FlowSummary summary(Head head, List<FlowEvent> events) {
        FlowSteps.Verdict verdict = FlowSteps.judge(head.flow(), events, settled(head));
        return new FlowSummary(
                head.flowId(),
                head.flow(),
                head.subject(),
                head.startedAt(),
                verdict.outcome().wire(),
                verdict.brokeAt());
    }

    private boolean settled(Head head) {
        Instant last = head.lastAt() == null ? head.startedAt() : head.lastAt();
        return last.isBefore(clock.instant().minus(SETTLED_AFTER));
    }

    private Map<String, List<FlowEvent>> events(List<String> flowIds) {
        if (flowIds.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql("select * from flow_event where flow_id in (:ids) order by received_at limit 10000")
                .param("ids", flowIds)
                .query((row, _) -> event(row))
                .list()
                .stream()
                .collect(Collectors.groupingBy(FlowEvent::flowId));
    }

    private static Head head(ResultSet row) throws SQLException {
        return new Head(
                row.getString("flow_id"),
                row.getString("flow"),
                row.getString("device_id"),
                row.getTimestamp("started_at").toInstant(),
                row.getTimestamp("last_at") == null
                        ? null
                        : row.getTimestamp("last_at").toInstant(),
                row.getString("account_id"));
    }

    private static FlowEvent event(ResultSet row) throws SQLException {
        return new FlowEvent(
                row.getString("event_id"),
                row.getString("flow"),
                row.getString("flow_id"),
                row.getString("step"),
                row.getString("from_entity"),
                row.getString("to_entity"),
                row.getString("message"),
                row.getString("status"),
                row.getString("cause"),
                row.getString("message_id"),
                row.getLong("mono_ns"),
                row.getTimestamp("wall_time").toInstant(),
                row.getString("reported_by"));
    }
}

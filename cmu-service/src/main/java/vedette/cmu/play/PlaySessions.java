package vedette.cmu.play;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.access.Caller;
import vedette.cmu.device.Presence;
import vedette.cmu.flow.FirstPictures;
import vedette.cmu.instance.Instances;
import vedette.cmu.paging.PageRequest;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.tenancy.Tenancy;
import vedette.contracts.cm.Page;
import vedette.contracts.cm.PathStatistics;
import vedette.contracts.cm.PlayPath;
import vedette.contracts.cm.PlaySession;
import vedette.contracts.sc.SessionRoute;

/** Reads play sessions and their usage records; ends them on their viewer's or owner's wish. */
@Component
class PlaySessions implements FirstPictures {
    private static final String STATE =
            "case when ended_at is not null then 'ended' when started_at is not null then 'playing' else 'open' end";
    private static final String OWN =
            " (account_id = :account or exists (select 1 from binding b where b.device_id = s.device_id"
                    + " and b.account_id = :account and b.unbound_at is null and b.bound_at <= s.created_at)) ";

    private static final Duration PATHS_OF = Duration.ofDays(30);
    private static final long FIRST_PICTURE_MS_MAX = 600_000;

    private final JdbcClient jdbc;
    private final Revocations revocations;
    private final Presence presence;
    private final Instances instances;
    private final Clock clock;

    PlaySessions(JdbcClient jdbc, Revocations revocations, Presence presence, Instances instances, Clock clock) {
        this.jdbc = jdbc;
        this.revocations = revocations;
        this.presence = presence;
        this.instances = instances;
        this.clock = clock;
    }

    /** The caller's sessions and those on the caller's devices, newest first. */
    Page<PlaySession> own(Caller caller, @Nullable String deviceId, PageRequest page) {
        List<PlaySession> rows = jdbc.sql("select s.*, " + STATE + " as state from play_session s where" + OWN
                        + "and (cast(:device as text) is null or s.device_id = :device)"
                        + " order by s.created_at desc, s.session_id limit :limit offset :offset")
                .param("account", caller.userId())
                .param("device", deviceId)
                .param("limit", page.fetch())
                .param("offset", page.offset())
                .query((row, _) -> session(row))
                .list();
        return page.of(rows);
    }

    /** The sessions of the tenant, newest first. */
    Page<PlaySession> ofTenant(@Nullable String status, @Nullable String query, PageRequest page) {
        List<PlaySession> rows = jdbc.sql(
                        "select s.*, " + STATE + " as state from play_session s where" + Tenancy.FILTER
                                + "and (cast(:status as text) is null or " + STATE + " = :status)"
                                + " and (cast(:query as text) is null or s.device_id = :query or s.account_id = :query or s.session_id = :query)"
                                + " order by s.created_at desc, s.session_id limit :limit offset :offset")
                .param("tenant", Tenancy.current())
                .param("status", status)
                .param("query", query)
                .param("limit", page.fetch())
                .param("offset", page.offset())
                .query((row, _) -> session(row))
                .list();
        return page.of(rows);
    }

    /** Which paths the tenant's sessions of the last 30 days took, by the kinds of NAT on both sides. */
    PathStatistics paths() {
        return new PathStatistics(jdbc.sql(
                        "select coalesce(viewer_mapping, 'unknown') as viewer, coalesce(device_mapping, 'unknown') as device,"
                                + " count(*) filter (where path like 'direct%') as direct, count(*) filter (where path = 'relayed') as relayed,"
                                + " count(*) filter (where path = 'distributed') as distributed,"
                                + " percentile_cont(0.5) within group (order by first_picture_ms) as first_picture"
                                + " from play_session s where" + Tenancy.FILTER
                                + "and path is not null and created_at > :since group by 1, 2 order by count(*) desc, 1, 2 limit 100")
                .param("tenant", Tenancy.current())
                .param("since", Timestamp.from(clock.instant().minus(PATHS_OF)))
                .query((row, _) -> {
                    double median = row.getDouble("first_picture");
                    return new PathStatistics.Pair(
                            row.getString("viewer"),
                            row.getString("device"),
                            row.getLong("direct"),
                            row.getLong("relayed"),
                            row.getLong("distributed"),
                            row.wasNull() ? null : Math.round(median));
                })
                .list());
    }

    /** A viewer of that account saw its first picture; the first report counts. */
    @Override
    @Transactional
    public void firstPicture(String flowId, String accountId, long millis) {
        jdbc.sql("update play_session set first_picture_ms = :millis"
                        + " where flow_id = :flow and account_id = :account and first_picture_ms is null")
                .param("millis", Math.clamp(millis, 0, FIRST_PICTURE_MS_MAX))
                .param("flow", flowId)
                .param("account", accountId)
                .update();
    }

    /** Ends a session of the caller or on the caller's device. */
    @Transactional
    void end(Caller caller, String sessionId) {
        boolean visible = jdbc.sql(
                        "select exists (select 1 from play_session s where s.session_id = :id and" + OWN + ")")
                .param("id", sessionId)
                .param("account", caller.userId())
                .query(Boolean.class)
                .single();
        if (!visible) {
            throw CmuProblem.SESSION_NOT_FOUND.exception();
        }
        revocations.endSession(sessionId, "ended-by-user");
    }

    /** Which SCU holds the device of a session (H.626.4 §7.1). */
    SessionRoute route(PlayRow row) {
        Presence.Location location = presence.locate(row.deviceId());
        String url = Optional.ofNullable(location.scu())
                .flatMap(scu -> instances.internalUrl("scu", scu))
                .orElse(null);
        return new SessionRoute(row.deviceId(), location.scu(), url, row.state(), row.viewerFingerprint());
    }

    private static @Nullable PlayPath path(ResultSet row) throws SQLException {
        String kind = row.getString("path");
        return kind == null
                ? null
                : new PlayPath(
                        kind,
                        row.getString("path_reason"),
                        PlayRow.instant(row, "path_since"),
                        row.getString("path_mtu"),
                        row.getString("viewer_mapping"),
                        row.getString("device_mapping"));
    }

    private static PlaySession session(ResultSet row) throws SQLException {
        return new PlaySession(
                row.getString("session_id"),
                row.getString("flow_id"),
                row.getString("device_id"),
                row.getInt("channel"),
                row.getString("stream"),
                row.getString("transport"),
                row.getString("state"),
                row.getString("account_id"),
                row.getString("access_key_id"),
                path(row),
                row.getTimestamp("created_at").toInstant(),
                PlayRow.instant(row, "started_at"),
                PlayRow.instant(row, "ended_at"),
                row.getString("end_reason"),
                row.getObject("bytes", Long.class),
                row.getObject("duration_ms", Long.class));
    }
}

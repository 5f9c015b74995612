package vedette.cmu.play;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of play_session, as far as checks need it. */
record PlayRow(
        String sessionId,
        String tenantId,
        String deviceId,
        String accountId,
        @Nullable String accessKeyId,
        String flowId,
        int channel,
        String stream,
        String transport,
        @Nullable String viewerFingerprint,
        String capabilities,
        String nonce,
        Instant expiresAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    static PlayRow of(ResultSet row) throws SQLException {
        return new PlayRow(
                row.getString("session_id"),
                row.getString("tenant_id"),
                row.getString("device_id"),
                row.getString("account_id"),
                row.getString("access_key_id"),
                row.getString("flow_id"),
                row.getInt("channel"),
                row.getString("stream"),
                row.getString("transport"),
                row.getString("viewer_fingerprint"),
                row.getString("capabilities"),
                row.getString("nonce"),
                row.getTimestamp("expires_at").toInstant(),
                instant(row, "started_at"),
                instant(row, "ended_at"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    String state() {
        return endedAt != null ? "ended" : startedAt != null ? "playing" : "open";
    }
}

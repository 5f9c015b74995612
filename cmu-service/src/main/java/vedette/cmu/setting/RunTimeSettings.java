package vedette.cmu.setting;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.config.CmuProperties;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.cm.Settings;

/** The settings; read from the database each time, so that all CMUs agree. */
@Component
public class RunTimeSettings {
    private static final String HEARTBEAT = "heartbeat-ms";
    private static final long HEARTBEAT_MIN = 1_000;
    private static final long HEARTBEAT_MAX = 600_000;

    private final JdbcClient jdbc;
    private final CmuProperties properties;

    RunTimeSettings(JdbcClient jdbc, CmuProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    /** Period of device heartbeats, milliseconds (GAP-01). */
    public long heartbeatMs() {
        return jdbc.sql("select value from setting where name = :name")
                .param("name", HEARTBEAT)
                .query(String.class)
                .optional()
                .map(Long::valueOf)
                .orElse(properties.heartbeat().toMillis());
    }

    Settings read() {
        return new Settings(heartbeatMs(), properties.approval().wire());
    }

    @Transactional
    Settings change(Settings wanted) {
        Long heartbeat = wanted.heartbeatMs();
        if (heartbeat != null) {
            if (heartbeat < HEARTBEAT_MIN || heartbeat > HEARTBEAT_MAX) {
                throw CmuProblem.HEARTBEAT_OUT_OF_RANGE.exception(
                        "heartbeat_ms: expected 1000 to 600000, found " + heartbeat);
            }
            jdbc.sql("insert into setting (name, value) values (:name, :value)"
                            + " on conflict (name) do update set value = excluded.value")
                    .param("name", HEARTBEAT)
                    .param("value", heartbeat.toString())
                    .update();
        }
        return read();
    }
}

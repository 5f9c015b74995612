package vedette.cmu.device;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.config.Ticker;
import vedette.cmu.instance.BootId;
import vedette.cmu.instance.Instances;
import vedette.cmu.setting.RunTimeSettings;
import vedette.contracts.sc.PresenceReport;
import vedette.contracts.sc.PresenceResult;

/**
 * Which device is online, and where (H.626.4 §7.1; GAP-01). A device goes offline in two ways only: its SCU says so, or its SCU vanished (or came
 * back with another boot id) and the device did not attach again within three heartbeats. A restart of the CMU changes nothing: state is in the
 * database, and grace periods, measured by this process's monotonic clock, begin anew. Thread-safe.
 */
@Component
public class Presence {
    private static final Logger log = LoggerFactory.getLogger(Presence.class);

    /** Heartbeats that may be missed (GAP-01). */
    private static final int MISSED_MAX = 3;

    private final JdbcClient jdbc;
    private final Instances instances;
    private final RunTimeSettings settings;
    private final BootId bootId;
    private final Clock clock;
    private final Ticker ticker;
    private final Set<String> synced = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> orphanedSince = new HashMap<>();

    Presence(
            JdbcClient jdbc, Instances instances, RunTimeSettings settings, BootId bootId, Clock clock, Ticker ticker) {
        this.jdbc = jdbc;
        this.instances = instances;
        this.settings = settings;
        this.bootId = bootId;
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * Where a device is connected.
     *
     * @param scu instance that holds its channel
     * @param online whether it is online
     */
    public record Location(@Nullable String scu, boolean online) {}

    /** A device opened its channel at an SCU: it is online. Returns the epoch of this channel. */
    @Transactional
    public long attach(String deviceId, String scu, String scuBoot) {
        return jdbc.sql("update device_presence set epoch = epoch + 1, scu = :scu, scu_boot = :boot, status = 'online',"
                        + " status_since = case when status = 'online' then status_since else :now end"
                        + " where device_id = :id returning epoch")
                .param("scu", scu)
                .param("boot", scuBoot)
                .param("now", Timestamp.from(clock.instant()))
                .param("id", deviceId)
                .query(Long.class)
                .single();
    }

    /** Takes the report of an SCU. What is about an older channel, or another SCU's, is ignored. */
    @Transactional
    public PresenceResult report(PresenceReport report) {
        List<PresenceReport.DevicePresence> devices = report.devices();
        jdbc.sql("update device_presence p set scu_boot = :boot, status = r.status,"
                        + " status_since = case when p.status = r.status then p.status_since else :now end"
                        + " from unnest(:ids, :epochs, :statuses) as r(device_id, epoch, status)"
                        + " where p.device_id = r.device_id and p.epoch = r.epoch and p.scu = :scu"
                        + " and (p.status <> r.status or p.scu_boot is distinct from :boot)")
                .param("boot", report.scuBoot())
                .param("now", Timestamp.from(clock.instant()))
                .param("ids", text(devices.stream().map(PresenceReport.DevicePresence::deviceId)))
                .param(
                        "epochs",
                        new SqlArrayValue(
                                "bigint",
                                devices.stream()
                                        .map(PresenceReport.DevicePresence::epoch)
                                        .toArray()))
                .param(
                        "statuses",
                        text(devices.stream().map(device -> "online".equals(device.status()) ? "online" : "offline")))
                .param("scu", report.scu())
                .update();
        String boot = report.scu() + "|" + report.scuBoot();
        if (report.full()) {
            synced.removeIf(known -> known.startsWith(report.scu() + "|"));
            synced.add(boot);
        }
        return new PresenceResult(bootId.value(), !synced.contains(boot));
    }

    /** Where a device is. */
    public Location locate(String deviceId) {
        return jdbc.sql("select scu, status from device_presence where device_id = :id")
                .param("id", deviceId)
                .query((row, _) -> new Location(row.getString("scu"), "online".equals(row.getString("status"))))
                .optional()
                .orElse(new Location(null, false));
    }

    /** Looks for devices whose SCU is gone and ends the grace of those that did not come back; called every second. */
    @Transactional
    public void sweep() {
        long now = ticker.nanos();
        long grace = TimeUnit.MILLISECONDS.toNanos(MISSED_MAX * settings.heartbeatMs());
        Map<String, String> liveBoots = instances.liveBoots("scu");
        List<String> expired;
        synchronized (orphanedSince) {
            Set<String> orphans = orphans(liveBoots);
            orphanedSince.keySet().retainAll(orphans);
            orphans.forEach(device -> orphanedSince.putIfAbsent(device, now));
            expired = orphanedSince.entrySet().stream()
                    .filter(entry -> now - entry.getValue() > grace)
                    .map(Map.Entry::getKey)
                    .toList();
            expired.forEach(orphanedSince::remove);
        }
        for (String deviceId : expired) {
            jdbc.sql("update device_presence set status = 'offline', status_since = :now where device_id = :id")
                    .param("now", Timestamp.from(clock.instant()))
                    .param("id", deviceId)
                    .update();
            log.atInfo()
                    .addKeyValue("unitId", deviceId)
                    .log("Device offline: its SCU vanished and it did not attach again");
        }
    }

    private Set<String> orphans(Map<String, String> liveBoots) {
        return Set.copyOf(jdbc.sql(
                        "select device_id from device_presence p where status = 'online' and not exists (select 1"
                                + " from unnest(:scus, :boots) as live(scu, boot) where live.scu = p.scu and live.boot = p.scu_boot)")
                .param("scus", text(liveBoots.keySet().stream()))
                .param("boots", text(liveBoots.keySet().stream().map(liveBoots::get)))
                .query(String.class)
                .list());
    }

    private static SqlArrayValue text(Stream<String> values) {
        return new SqlArrayValue("text", values.toArray());
    }
}

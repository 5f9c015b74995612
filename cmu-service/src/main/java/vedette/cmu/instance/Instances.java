package vedette.cmu.instance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;
import vedette.cmu.config.Ticker;
import vedette.cmu.problem.CmuProblem;
import vedette.contracts.cm.MediaServer;
import vedette.contracts.cm.ServiceStatus;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sc.ServiceInstanceAck;
import vedette.contracts.sc.ServiceInstances;
import vedette.contracts.sd.MtuMedia;
import vedette.contracts.sd.MtuStats;
import vedette.platform.config.PlatformProperties;

/**
 * The instances of all services. An instance is lost when its counter of heartbeats in the database has not grown for three periods of this
 * process's monotonic clock; so several CMUs and their restarts need no common wall clock. Thread-safe.
 */
@Component
public class Instances {
    /** Period of the heartbeats of services. */
    public static final long HEARTBEAT_MS = 5_000;

    private static final String MTU = "mtu";
    private static final long LOST_NANOS = TimeUnit.MILLISECONDS.toNanos(3 * HEARTBEAT_MS);

    private final JdbcClient jdbc;
    private final PlatformProperties installation;
    private final BootId bootId;
    private final JsonMapper mapper;
    private final Clock clock;
    private final Ticker ticker;
    private final Instant startedAt;
    private final Map<String, Seen> seen = new HashMap<>();

    private record Seen(long beats, long nanos) {}

    /**
     * A live instance.
     *
     * @param instance name
     * @param bootId boot id
     * @param internalUrl base URL of the internal face
     * @param deviceUrl base URL of the device listener
     * @param region region, null = any
     * @param deviceTlsCaPem certificate authority of the device listener
     */
    public record Live(
            String instance,
            String bootId,
            @Nullable String internalUrl,
            @Nullable String deviceUrl,
            @Nullable String region,
            @Nullable String deviceTlsCaPem) {}

    private record Row(
            String entity, Live live, long beats, @Nullable Double load, Instant startedAt, Instant lastSeenAt) {}

    Instances(
            JdbcClient jdbc,
            PlatformProperties installation,
            BootId bootId,
            JsonMapper mapper,
            Clock clock,
            Ticker ticker) {
        this.jdbc = jdbc;
        this.installation = installation;
        this.bootId = bootId;
        this.mapper = mapper;
        this.clock = clock;
        this.ticker = ticker;
        this.startedAt = clock.instant();
    }

    /** A heartbeat. */
    @Transactional
    public ServiceInstanceAck beat(ServiceInstance instance) {
        jdbc.sql(
                        "insert into service_instance (entity, instance, boot_id, internal_url, public_url, device_url, region, device_tls_ca_pem, load,"
                                + " media, stats, draining, started_at, last_seen_at, beats)"
                                + " values (:entity, :instance, :boot, :internal, :public, :device, :region, :ca, :load, :media, :stats, :draining, :now, :now, 1)"
                                + " on conflict (entity, instance) do update set boot_id = excluded.boot_id,"
                                + " internal_url = excluded.internal_url, public_url = excluded.public_url,"
                                + " device_url = excluded.device_url, region = excluded.region, device_tls_ca_pem = excluded.device_tls_ca_pem, load = excluded.load,"
                                + " media = excluded.media, stats = excluded.stats, draining = excluded.draining,"
                                + " started_at = case when service_instance.boot_id = excluded.boot_id"
                                + " then service_instance.started_at else excluded.started_at end,"
                                + " last_seen_at = excluded.last_seen_at, beats = service_instance.beats + 1")
                .param("entity", instance.entity())
                .param("instance", instance.instance())
                .param("boot", instance.bootId())
                .param("internal", instance.urls().internal())
                .param("public", instance.urls().publicFace())
                .param("device", instance.urls().device())
                .param("region", instance.region())
                .param("ca", instance.deviceTlsCaPem())
                .param("load", instance.load())
                .param("media", json(instance.media()))
                .param("stats", json(instance.stats()))
                .param("draining", Boolean.TRUE.equals(instance.draining()))
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return new ServiceInstanceAck(bootId.value(), HEARTBEAT_MS);
    }

    private @Nullable String json(@Nullable Object value) {
        return value == null ? null : mapper.writeValueAsString(value);
    }

    /** All instances of an entity as they described themselves last, with the age of that. */
    public List<ServiceInstances.Item> described(String entity) {
        return jdbc.sql("select * from service_instance where entity = :entity order by instance limit 1000")
                .param("entity", entity)
                .query((row, _) -> item(row))
                .list();
    }

    private ServiceInstances.Item item(ResultSet row) throws SQLException {
        String media = row.getString("media");
        String stats = row.getString("stats");
        return new ServiceInstances.Item(
                row.getString("entity"),
                row.getString("instance"),
                row.getString("boot_id"),
                new ServiceInstance.Urls(
                        row.getString("internal_url"), row.getString("public_url"), row.getString("device_url")),
                row.getString("region"),
                row.getObject("load", Double.class),
                row.getString("device_tls_ca_pem"),
                media == null ? null : mapper.readValue(media, MtuMedia.class),
                row.getBoolean("draining") || row.getBoolean("drained"),
                stats == null ? null : mapper.readValue(stats, MtuStats.class),
                TimeUnit.NANOSECONDS.toMillis(
                        age(row.getString("entity"), row.getString("instance"), row.getLong("beats"))));
    }

    /** The media servers, for the operator. */
    public List<MediaServer> mediaServers() {
        Map<String, Instant> seenAt = new HashMap<>();
        rows().stream()
                .filter(row -> row.entity().equals(MTU))
                .forEach(row -> seenAt.put(row.live().instance(), row.lastSeenAt()));
        return described(MTU).stream()
                .map(item -> new MediaServer(
                        item.instance(),
                        item.region(),
                        item.load(),
                        item.draining(),
                        TimeUnit.MILLISECONDS.toNanos(item.ageMs()) <= LOST_NANOS,
                        item.stats(),
                        item.media() == null || item.media().stun().isEmpty()
                                ? null
                                : item.media().stun().getFirst(),
                        seenAt.getOrDefault(item.instance(), Instant.EPOCH)))
                .toList();
    }

    /**
     * An operator takes a media server out of the choice, or puts it back; sessions that it relays go on.
     *
     * @throws RuntimeException {@code media-server-not-found}
     */
    @Transactional
    public void drain(String instance, boolean drained) {
        int changed = jdbc.sql(
                        "update service_instance set drained = :drained where entity = :entity and instance = :instance")
                .param("drained", drained)
                .param("entity", MTU)
                .param("instance", instance)
                .update();
        if (changed == 0) {
            throw CmuProblem.MEDIA_SERVER_NOT_FOUND.exception();
        }
    }

    /** The live instances of an entity. */
    public List<Live> live(String entity) {
        return rows().stream()
                .filter(row -> row.entity().equals(entity) && isLive(row))
                .map(Row::live)
                .toList();
    }

    /** Boot ids of the live instances of an entity by instance name. */
    public Map<String, String> liveBoots(String entity) {
        Map<String, String> boots = new HashMap<>();
        live(entity).forEach(instance -> boots.put(instance.instance(), instance.bootId()));
        return boots;
    }

    /** Base URL of an instance's internal face, whether it is live or not. */
    public Optional<String> internalUrl(String entity, String instance) {
        return jdbc.sql("select internal_url from service_instance where entity = :entity and instance = :instance")
                .param("entity", entity)
                .param("instance", instance)
                .query(String.class)
                .optional();
    }

    /** All instances with their health, this CMU first. */
    public List<ServiceStatus> statuses() {
        ServiceStatus own =
                new ServiceStatus("cmu", installation.instance(), "up", null, null, startedAt, clock.instant(), null);
        List<ServiceStatus> others = rows().stream()
                .map(row -> new ServiceStatus(
                        row.entity(),
                        row.live().instance(),
                        isLive(row) ? "up" : "lost",
                        row.live().region(),
                        row.load(),
                        row.startedAt(),
                        row.lastSeenAt(),
                        row.live().internalUrl()))
                .toList();
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(own), others.stream())
                .toList();
    }

    private boolean isLive(Row row) {
        return age(row.entity(), row.live().instance(), row.beats()) <= LOST_NANOS;
    }

    /** Nanoseconds since this process saw the counter of heartbeats grow. */
    private long age(String entity, String instance, long beats) {
        long now = ticker.nanos();
        synchronized (seen) {
            Seen before = seen.get(entity + "|" + instance);
            if (before == null || before.beats() != beats) {
                seen.put(entity + "|" + instance, new Seen(beats, now));
                return 0;
            }
            return now - before.nanos();
        }
    }

    private List<Row> rows() {
        return jdbc.sql("select * from service_instance order by entity, instance limit 1000")
                .query((row, _) -> new Row(
                        row.getString("entity"),
                        new Live(
                                row.getString("instance"),
                                row.getString("boot_id"),
                                row.getString("internal_url"),
                                row.getString("device_url"),
                                row.getString("region"),
                                row.getString("device_tls_ca_pem")),
                        row.getLong("beats"),
                        row.getObject("load", Double.class),
                        row.getTimestamp("started_at").toInstant(),
                        row.getTimestamp("last_seen_at").toInstant()))
                .list();
    }
}

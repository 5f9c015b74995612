package vedette.cmu.play;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.web.client.RestClientException;
import vedette.cmu.device.Presence;
import vedette.cmu.instance.Instances;
import vedette.contracts.sm.DeviceDisconnect;
import vedette.contracts.sm.SessionEnd;
import vedette.platform.error.VedetteException;

/**
 * Brings orders of the outbox to the SCU that holds the device: at once after the commit, then every second until it is done or pointless. Each
 * CMU claims its rows, so two of them share the work.
 */
@Component
class DeviceOrders {
    private static final Logger log = LoggerFactory.getLogger(DeviceOrders.class);
    private static final int BATCH = 100;
    private static final Duration CLAIM = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final Presence presence;
    private final Instances instances;
    private final ScuCommands scu;
    private final Clock clock;
    private final ReentrantLock working = new ReentrantLock();

    private record Order(
            long id, String kind, String deviceId, @Nullable String sessionId, String reason, int tries) {}

    DeviceOrders(JdbcClient jdbc, Presence presence, Instances instances, ScuCommands scu, Clock clock) {
        this.jdbc = jdbc;
        this.presence = presence;
        this.instances = instances;
        this.scu = scu;
        this.clock = clock;
    }

    @TransactionalEventListener(fallbackExecution = true)
    void committed(Revocations.Ordered event) {
        Thread.ofVirtual().name("device-orders").start(this::deliver);
    }

    /** Delivers what is due; called every second too. */
    void deliver() {
        // Waiting instead of skipping: the one at work may have claimed its rows before ours were there.
        working.lock();
        try {
            claim().forEach(this::deliver);
        } catch (org.springframework.dao.DataAccessException e) {
            log.atWarn().setCause(e).log("Device orders wait: the database gives no answer");
        } finally {
            working.unlock();
        }
    }

    private List<Order> claim() {
        Instant now = clock.instant();
        return jdbc.sql("update device_order set tries = tries + 1, next_try_at = :until where order_id in ("
                        + "select order_id from device_order where done_at is null and next_try_at <= :now and give_up_at > :now"
                        + " order by order_id limit :limit for update skip locked)"
                        + " returning order_id, kind, device_id, session_id, reason, tries")
                .param("until", Timestamp.from(now.plus(CLAIM)))
                .param("now", Timestamp.from(now))
                .param("limit", BATCH)
                .query((row, _) -> new Order(
                        row.getLong("order_id"),
                        row.getString("kind"),
                        row.getString("device_id"),
                        row.getString("session_id"),
                        row.getString("reason"),
                        row.getInt("tries")))
                .list();
    }

    private void deliver(Order order) {
        Optional<String> url = Optional.ofNullable(
                        presence.locate(order.deviceId()).scu())
                .flatMap(name -> instances.internalUrl("scu", name));
        try {
            if (url.isPresent()) {
                send(order, url.get());
                jdbc.sql("update device_order set done_at = :now where order_id = :id")
                        .param("now", Timestamp.from(clock.instant()))
                        .param("id", order.id())
                        .update();
                return;
            }
        } catch (RestClientException | VedetteException e) {
            log.atInfo()
                    .addKeyValue("unitId", order.deviceId())
                    .addKeyValue("sessionId", order.sessionId())
                    .addKeyValue("tries", order.tries())
                    .log("Order not delivered yet: {}", e.getMessage());
        }
        long waitSeconds = Math.min(30, order.tries());
        jdbc.sql("update device_order set next_try_at = :next where order_id = :id")
                .param("next", Timestamp.from(clock.instant().plusSeconds(waitSeconds)))
                .param("id", order.id())
                .update();
    }

    private void send(Order order, String url) {
        if (order.sessionId() == null) {
            scu.disconnect(url, order.deviceId(), new DeviceDisconnect(order.reason()));
        } else {
            scu.endSession(url, order.sessionId(), new SessionEnd(order.deviceId(), order.reason()));
        }
    }
}

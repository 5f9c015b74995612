package vedette.device;

import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells the SCU regularly that the device lives, and keeps the device's clock on the platform's time base (H.626.4 §7.2): the server's time plus
 * half the round trip, corrected beyond {@link DeviceClock#STEP_THRESHOLD}. An SCU that leaves a heartbeat unanswered for two periods, but no less than 10 s, is taken as
 * gone. Runs on the scheduler.
 */
final class Heartbeat {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration PERIOD_MIN = Duration.ofMillis(200);
    private static final Duration PERIOD_MAX = Duration.ofMinutes(10);
    private static final int UNANSWERED_PERIODS_MAX = 2;
    /** A busy host may stall for seconds; a connection that really broke is seen by TCP. */
    private static final Duration UNANSWERED_MIN = Duration.ofSeconds(10);

    private final AgentScheduler scheduler;
    private final DeviceClock clock;
    private final ControlChannel channel;
    private final IntSupplier sessions;
    private final long startNanos;
    private Duration period = Duration.ofSeconds(60);
    private AgentScheduler.@Nullable Timer timer;

    Heartbeat(AgentScheduler scheduler, DeviceClock clock, ControlChannel channel, IntSupplier sessions) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.channel = channel;
        this.sessions = sessions;
        this.startNanos = scheduler.nanoTime();
    }

    /** Zero or less leaves the period as it is. */
    void setPeriodMillis(long millis) {
        if (millis > 0) {
            period = Duration.ofMillis(Math.clamp(millis, PERIOD_MIN.toMillis(), PERIOD_MAX.toMillis()));
        }
    }

    /** Beats at once, then every period. */
    void start() {
        stop();
        beat();
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void beat() {
        timer = scheduler.schedule(period, this::beat);
        long sentNanos = scheduler.nanoTime();
        ObjectNode params = DeviceJson.object()
                .put("uptime_ms", (sentNanos - startNanos) / 1_000_000)
                .put("sessions", sessions.getAsInt())
                .put("device_time", DeviceJson.time(clock.now()));
        channel.request("heartbeat", params, patience()).whenComplete((answer, failure) -> {
            if (failure == null) {
                answered(answer, scheduler.nanoTime() - sentNanos);
            } else if (timer != null) {
                channel.abandon("heartbeat unanswered: " + Failures.message(failure));
            }
        });
    }

    private Duration patience() {
        Duration periods = period.multipliedBy(UNANSWERED_PERIODS_MAX);
        return periods.compareTo(UNANSWERED_MIN) < 0 ? UNANSWERED_MIN : periods;
    }

    private void answered(JsonNode answer, long roundTripNanos) {
        if (!answer.path("server_time").isString()) {
            return;
        }
        try {
            Instant platformNow = DeviceJson.time(answer, "server_time").plusNanos(roundTripNanos / 2);
            if (clock.correct(platformNow, DeviceClock.STEP_THRESHOLD.plusNanos(roundTripNanos / 2))) {
                LOG.info("clock corrected to platform time {}", platformNow);
            }
        } catch (DeviceException e) {
            LOG.warn("heartbeat answer: {}", e.getMessage());
        }
    }
}

package vedette.pu.session;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.device.AgentScheduler;
import vedette.device.RpcException;

/**
 * One reverse RTSP uplink to an MTU (register 11.3 R05): dials, and dials again after 1, 2, 4 … 30 s with a new ticket until the MTU
 * ends it with TEARDOWN or the platform says that it is gone. All but the constructor runs on the scheduler.
 */
final class RelayUplink {
    static final Duration WAIT_MAX = Duration.ofSeconds(30);
    /** A connection that lasted this long starts the waits anew. */
    static final Duration STABLE = Duration.ofSeconds(60);
    /** Failures in a row, some ten minutes, after which nobody can be waiting any more. */
    static final int FAILURES_MAX = 25;

    private static final Logger LOG = LoggerFactory.getLogger(RelayUplink.class);
    private static final Set<String> GONE = Set.of("relay-gone", "relay-not-found");

    /** Permission to dial once; the ticket is never logged. */
    record Ticket(URI url, String ticket, List<String> tlsCaPem) {
        @Override
        public String toString() {
            return "Ticket[" + url + "]";
        }
    }

    /** How a connection ended. */
    enum End {
        /** The MTU said TEARDOWN. */
        FINISHED,
        BROKEN
    }

    /** What an uplink needs of the world. */
    interface Surroundings {
        /** Asks the platform for a ticket; completes on the scheduler. */
        CompletionStage<Ticket> ticket(String relayId);

        /**
         * Dials and serves.
         *
         * @param ended told exactly once, on any thread
         * @return closes the connection
         */
        Runnable dial(Ticket ticket, Consumer<End> ended);

        /** The uplink will not dial any more. */
        void stopped(RelayUplink uplink);
    }

    private final String relayId;
    private final AgentScheduler scheduler;
    private final Surroundings around;
    private @Nullable Runnable closer;
    private AgentScheduler.@Nullable Timer timer;
    private long dialledNanos;
    private int failures;
    private boolean stopped;

    RelayUplink(String relayId, AgentScheduler scheduler, Surroundings around) {
        this.relayId = relayId;
        this.scheduler = scheduler;
        this.around = around;
    }

    String relayId() {
        return relayId;
    }

    void dial(Ticket ticket) {
        if (stopped) {
            return;
        }
        dialledNanos = scheduler.nanoTime();
        closer = around.dial(ticket, end -> scheduler.execute(() -> ended(end)));
    }

    private void ended(End end) {
        closer = null;
        if (stopped) {
            return;
        }
        if (end == End.FINISHED) {
            LOG.info("uplink {} ended by the media server", relayId);
            stop();
            return;
        }
        if (scheduler.nanoTime() - dialledNanos >= STABLE.toNanos()) {
            failures = 0;
        }
        later();
    }

    private void later() {
        if (++failures > FAILURES_MAX) {
            LOG.warn("uplink {} given up after {} failures", relayId, FAILURES_MAX);
            stop();
            return;
        }
        Duration wait = Duration.ofSeconds(1L << Math.min(failures - 1, 5));
        timer = scheduler.schedule(wait.compareTo(WAIT_MAX) > 0 ? WAIT_MAX : wait, this::askAgain);
    }

    private void askAgain() {
        timer = null;
        if (stopped) {
            return;
        }
        around.ticket(relayId).whenComplete((ticket, failure) -> {
            if (failure == null) {
                dial(ticket);
            } else if (isGone(failure)) {
                LOG.info("uplink {} is gone: {}", relayId, failure.getMessage());
                stop();
            } else if (!stopped) {
                later();
            }
        });
    }

    private static boolean isGone(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RpcException refusal && GONE.contains(String.valueOf(refusal.error().problem()));
    }

    /** Closes and never dials again; a second time does nothing. */
    void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (closer != null) {
            closer.run();
            closer = null;
        }
        around.stopped(this);
    }
}

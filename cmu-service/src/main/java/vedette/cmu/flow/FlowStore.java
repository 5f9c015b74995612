package vedette.cmu.flow;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vedette.contracts.flow.FlowEvent;

/**
 * Writes flow events behind a bounded queue: recording never blocks and never fails a flow. When the queue is full, events are dropped and
 * counted. One virtual thread writes batches. Thread-safe.
 */
@Component
public class FlowStore implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(FlowStore.class);
    private static final int QUEUE_MAX = 10_000;
    private static final int BATCH_MAX = 500;
    private static final long FLUSH_MILLIS_MAX = 2_000;
    private static final String INSERT =
            "insert into flow_event (event_id, flow_id, flow, step, from_entity, to_entity, message, status,"
                    + " cause, message_id, mono_ns, wall_time, reported_by, received_at) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
                    + " on conflict do nothing";
    private static final String INSERT_FLOW =
            "insert into flow (flow_id, flow, started_at) values (?,?,?) on conflict do nothing";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final Clock clock;
    private final BlockingQueue<FlowEvent> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final Object progress = new Object();
    private long accepted;
    private long settled;
    private volatile @Nullable Thread writer;

    FlowStore(JdbcTemplate jdbc, TransactionTemplate transactions, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Takes an event; returns at once. */
    public void record(FlowEvent event) {
        synchronized (progress) {
            if (queue.offer(event)) {
                accepted++;
                return;
            }
        }
        dropped.incrementAndGet();
    }

    /** Events dropped because the queue was full or the database refused them. */
    public long dropped() {
        return dropped.get();
    }

    /** Waits until what was recorded before is written, so that a reader sees its own actions; at most two seconds. */
    void flush() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(FLUSH_MILLIS_MAX);
        synchronized (progress) {
            long target = accepted;
            while (settled < target && writer != null) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis <= 0) {
                    return;
                }
                try {
                    progress.wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    private void writeLoop() {
        List<FlowEvent> batch = new ArrayList<>(BATCH_MAX);
        while (!Thread.currentThread().isInterrupted()) {
            try {
                batch.add(queue.take());
            } catch (InterruptedException e) {
                break;
            }
            queue.drainTo(batch, BATCH_MAX - 1);
            settle(batch);
        }
        while (queue.drainTo(batch, BATCH_MAX) > 0) {
            settle(batch);
        }
    }

    private void settle(List<FlowEvent> batch) {
        try {
            write(batch);
        } catch (DataAccessException | org.springframework.transaction.TransactionException e) {
            dropped.addAndGet(batch.size());
            log.atWarn()
                    .addKeyValue("events", batch.size())
                    .setCause(e)
                    .log("Flow events dropped: the database refused them");
        }
        synchronized (progress) {
            settled += batch.size();
            progress.notifyAll();
        }
        batch.clear();
    }

    private void write(List<FlowEvent> batch) {
        Timestamp now = Timestamp.from(clock.instant());
        transactions.executeWithoutResult(_ -> {
            jdbc.batchUpdate(INSERT_FLOW, batch, batch.size(), (statement, event) -> {
                statement.setString(1, event.flowId());
                statement.setString(2, event.flow());
                statement.setTimestamp(3, now);
            });
            jdbc.batchUpdate(INSERT, batch, batch.size(), (statement, event) -> {
                statement.setString(1, event.eventId());
                statement.setString(2, event.flowId());
                statement.setString(3, event.flow());
                statement.setString(4, event.step());
                statement.setString(5, event.from());
                statement.setString(6, event.to());
                statement.setString(7, event.message());
                statement.setString(8, event.status());
                statement.setString(9, event.cause());
                statement.setString(10, event.messageId());
                statement.setLong(11, event.monoNs());
                statement.setTimestamp(12, Timestamp.from(event.wallTime()));
                statement.setString(13, event.reportedBy());
                statement.setTimestamp(14, now);
            });
        });
    }

    @Override
    public void start() {
        writer = Thread.ofVirtual().name("flow-store").start(this::writeLoop);
    }

    @Override
    public void stop() {
        Thread running = writer;
        writer = null;
        if (running != null) {
            running.interrupt();
            try {
                running.join(FLUSH_MILLIS_MAX);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return writer != null;
    }
}

package vedette.platform.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import vedette.contracts.flow.FlowEvent;
import vedette.contracts.flow.FlowEvents;

/**
 * Sends recorded steps to the CMU in batches. Holds at most {@value #QUEUE_MAX} events while the CMU is away; the newest are
 * dropped then and counted. Thread-safe.
 */
public final class CmuFlowSink implements FlowSink, SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(CmuFlowSink.class);
    private static final int QUEUE_MAX = 10_000;
    private static final int BATCH_MAX = 500;
    private static final long RETRY_MILLIS = 1000;
    private static final long GATHER_MILLIS = 50;

    private final BlockingQueue<FlowEvent> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final Consumer<FlowEvents> sender;
    private volatile boolean running;
    private volatile Thread worker = Thread.currentThread();

    /** @param sender posts one batch; throws if it was not accepted */
    public CmuFlowSink(Consumer<FlowEvents> sender) {
        this.sender = sender;
    }

    @Override
    public void accept(FlowEvent event) {
        if (!queue.offer(event)) {
            dropped.incrementAndGet();
        }
    }

    /** Events lost since the start because the queue was full. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void start() {
        running = true;
        worker = Thread.ofVirtual().name("flow-sink").start(this::run);
    }

    private void run() {
        List<FlowEvent> batch = new ArrayList<>();
        while (running || !queue.isEmpty()) {
            try {
                if (batch.isEmpty()) {
                    FlowEvent first = queue.poll(GATHER_MILLIS, TimeUnit.MILLISECONDS);
                    if (first == null) {
                        continue;
                    }
                    batch.add(first);
                    queue.drainTo(batch, BATCH_MAX - 1);
                }
                sender.accept(new FlowEvents(List.copyOf(batch)));
                batch.clear();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.atDebug().setCause(e).log("The CMU does not take flow events; trying again");
                if (!running || !pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Override
    public void stop() {
        running = false;
        try {
            worker.join(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        worker.interrupt();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

package vedette.cmu.operations;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import vedette.cmu.config.Chore;

/** Runs the chores of all features: those of every second and those of every ten minutes, each on a virtual thread of its own. */
@Component
class Housekeeping implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(Housekeeping.class);
    private static final long OFTEN_MS = 1_000;
    private static final long SELDOM_MS = 600_000;

    private final List<Chore> chores;
    private @Nullable ScheduledExecutorService executor;

    Housekeeping(List<Chore> chores) {
        this.chores = chores;
    }

    @Override
    public void start() {
        ScheduledExecutorService started = Executors.newScheduledThreadPool(
                2, Thread.ofVirtual().name("housekeeping-", 0).factory());
        for (Chore chore : chores) {
            long period = chore.often() ? OFTEN_MS : SELDOM_MS;
            started.scheduleWithFixedDelay(() -> run(chore), period, period, TimeUnit.MILLISECONDS);
        }
        executor = started;
    }

    private static void run(Chore chore) {
        try {
            chore.work().run();
        } catch (RuntimeException e) {
            // An escaping exception would end the chore for good.
            log.atWarn().addKeyValue("chore", chore.name()).setCause(e).log("A chore failed; it runs again");
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = executor;
        executor = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }
}

package vedette.platform.instance;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sc.ServiceInstanceAck;

/**
 * Tells the CMU every 5 s that this instance lives, and listeners when the CMU is another start of itself. An absent CMU is
 * tried again for ever. Listeners are called on the registration thread and must be quick.
 */
public final class InstanceRegistration implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(InstanceRegistration.class);
    private static final long PERIOD_MILLIS = 5000;
    private static final long RETRY_MILLIS = 1000;

    private final Supplier<ServiceInstance> self;
    private final Function<ServiceInstance, ServiceInstanceAck> cmu;
    private final List<Runnable> cmuRestartListeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable ScheduledExecutorService timer;
    private volatile @Nullable String cmuBootId;
    private boolean reachable = true;

    /**
     * @param self describes this instance as it is now
     * @param cmu posts the description
     */
    public InstanceRegistration(Supplier<ServiceInstance> self, Function<ServiceInstance, ServiceInstanceAck> cmu) {
        this.self = self;
        this.cmu = cmu;
    }

    /** Runs {@code listener} each time the CMU turns out to have been restarted. */
    public void onCmuRestart(Runnable listener) {
        cmuRestartListeners.add(listener);
    }

    /** True once the CMU has taken this instance's registration. */
    public boolean registered() {
        return cmuBootId != null;
    }

    @Override
    public void start() {
        ScheduledExecutorService executor =
                Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("instance-registration").factory());
        timer = executor;
        executor.execute(this::registerAndPlan);
    }

    private void registerAndPlan() {
        long next = RETRY_MILLIS;
        try {
            ServiceInstanceAck ack = cmu.apply(self.get());
            next = PERIOD_MILLIS;
            if (!reachable) {
                log.info("The CMU is back");
            }
            reachable = true;
            String before = cmuBootId;
            cmuBootId = ack.cmuBootId();
            if (before != null && !Objects.equals(before, ack.cmuBootId())) {
                cmuRestartListeners.forEach(Runnable::run);
            }
        } catch (RuntimeException e) {
            if (reachable) {
                log.atWarn().addKeyValue("reason", String.valueOf(e.getMessage())).log("The CMU does not answer; trying again every second");
            }
            reachable = false;
        }
        ScheduledExecutorService executor = timer;
        if (executor != null && !executor.isShutdown()) {
            executor.schedule(this::registerAndPlan, next, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService executor = timer;
        timer = null;
        if (executor != null) {
            executor.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}

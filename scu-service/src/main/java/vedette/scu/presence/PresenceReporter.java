package vedette.scu.presence;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import vedette.contracts.sc.PresenceReport;
import vedette.contracts.sc.PresenceReport.DevicePresence;
import vedette.contracts.sc.PresenceResult;

/**
 * Sweeps {@link Presence} every second and tells the CMU what changed: everything after a start and when the CMU asks for it, else the
 * difference. While the CMU is away changes are kept and sent later. One thread sweeps, another one reports, so that a slow CMU cannot make
 * devices look silent.
 */
public final class PresenceReporter implements SmartLifecycle {
    /** Period of sweeps and reports. */
    public static final long PERIOD_MILLIS = 1000;

    private static final Logger log = LoggerFactory.getLogger(PresenceReporter.class);

    private final Presence presence;
    private final String scu;
    private final String scuBoot;
    private final Function<PresenceReport, PresenceResult> cmu;
    private final Consumer<String> onOffline;
    private final LongSupplier nanoTime;
    private volatile @Nullable ScheduledExecutorService threads;
    private volatile boolean full = true;
    private boolean reachable = true;

    /**
     * Not started yet.
     *
     * @param cmu posts one report; throws if it was not taken
     * @param onOffline hears of each device that went offline
     */
    public PresenceReporter(
            Presence presence,
            String scu,
            String scuBoot,
            Function<PresenceReport, PresenceResult> cmu,
            Consumer<String> onOffline,
            LongSupplier nanoTime) {
        this.presence = presence;
        this.scu = scu;
        this.scuBoot = scuBoot;
        this.cmu = cmu;
        this.onOffline = onOffline;
        this.nanoTime = nanoTime;
    }

    /** The next report holds everything: the CMU was restarted. */
    public void resync() {
        full = true;
    }

    @Override
    public void start() {
        ScheduledExecutorService started =
                Executors.newScheduledThreadPool(2, Thread.ofPlatform().daemon().name("presence-", 0).factory());
        threads = started;
        started.scheduleWithFixedDelay(this::sweep, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        started.scheduleWithFixedDelay(this::report, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            for (String deviceId : presence.sweep(nanoTime.getAsLong())) {
                log.atInfo().addKeyValue("unitId", deviceId).log("Device offline: three heartbeats missed");
                onOffline.accept(deviceId);
            }
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("The presence sweep failed; trying again");
        }
    }

    /** Sends what is due; visible for tests. */
    void report() {
        boolean everything = full;
        if (everything) {
            presence.allChanged();
        }
        if (!everything && presence.pendingChanges() == 0) {
            return;
        }
        full = false;
        boolean first = true;
        while (first || presence.pendingChanges() > 0) {
            List<DevicePresence> batch = presence.takeChanges(PresenceReport.DEVICES_MAX, nanoTime.getAsLong());
            boolean last = presence.pendingChanges() == 0;
            if (!send(batch, everything && last)) {
                full = full || everything;
                return;
            }
            first = false;
        }
    }

    private boolean send(List<DevicePresence> batch, boolean asFull) {
        try {
            PresenceResult answer = cmu.apply(new PresenceReport(scu, scuBoot, asFull, batch));
            if (answer.resync() && !asFull) {
                full = true;
            }
            batch.stream().filter(device -> device.status().equals("offline")).forEach(device -> presence.forget(device.deviceId()));
            if (!reachable) {
                log.info("The CMU takes presence reports again");
            }
            reachable = true;
            return true;
        } catch (RuntimeException e) {
            presence.notReported(batch);
            if (reachable) {
                log.atWarn().addKeyValue("reason", String.valueOf(e.getMessage())).log("The CMU does not take presence reports; trying again every second");
            }
            reachable = false;
            return false;
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = threads;
        threads = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    @Override
    public boolean isRunning() {
        return threads != null;
    }
}

package vedette.pu.media;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands out the sound of a synthetic camera, one packet each 20 ms on the grid of the source's time line; on a thread
 * of its own that ends with the last viewer and sleeps while nobody listens.
 */
final class ToneLoop implements Runnable {

    private static final long PACKET_NANOS = 20_000_000;
    /** Lateness after which packets are skipped, not caught up. */
    private static final int PACKETS_LATE_MAX = 10;

    private final Tone tone;
    private final MediaClock clock;
    private final long epochNanos;
    private final ReentrantLock lock;
    private final Condition wake;
    private final List<SyntheticSubscription> viewers;
    private boolean retired;

    /** {@code viewers}: the source's live list, read under the lock. */
    ToneLoop(Tone tone, MediaClock clock, long epochNanos, ReentrantLock lock, List<SyntheticSubscription> viewers) {
        this.tone = tone;
        this.clock = clock;
        this.epochNanos = epochNanos;
        this.lock = lock;
        this.wake = lock.newCondition();
        this.viewers = viewers;
    }

    /** Ends the thread; a later viewer gets a new loop. Lock held. */
    void retire() {
        retired = true;
        wake.signalAll();
    }

    /** A viewer came, went, resumed. Lock held. */
    void signal() {
        wake.signalAll();
    }

    @Override
    public void run() {
        long packet = -1;
        try {
            while (true) {
                List<SyntheticSubscription> listeners;
                lock.lock();
                try {
                    while (retired || viewers.stream().noneMatch(SyntheticSubscription::wantsAudio)) {
                        if (retired) {
                            return;
                        }
                        wake.await();
                        packet = -1;
                    }
                    long current = Math.floorDiv(clock.nanos() - epochNanos, PACKET_NANOS);
                    if (packet < 0 || current - packet > PACKETS_LATE_MAX) {
                        packet = current;
                    }
                    // A microphone can only deliver a packet when its last sample was heard.
                    long due = epochNanos + (packet + 1) * PACKET_NANOS;
                    if (clock.nanos() < due) {
                        clock.await(wake, due);
                        continue;
                    }
                    listeners = viewers.stream()
                            .filter(SyntheticSubscription::wantsAudio)
                            .toList();
                } finally {
                    lock.unlock();
                }
                deliver(packet++, listeners);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(long packet, List<SyntheticSubscription> listeners) {
        byte[] alaw = tone.packet(packet);
        Instant capture = clock.wall().minusNanos(clock.nanos() - (epochNanos + packet * PACKET_NANOS));
        for (SyntheticSubscription listener : listeners) {
            listener.audio(alaw, packet * Tone.PACKET_SAMPLES, capture);
        }
    }
}

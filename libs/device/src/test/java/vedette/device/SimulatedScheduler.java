package vedette.device;

import java.time.Duration;
import java.util.PriorityQueue;

/** Virtual time: tasks run when the test lets time pass, in order of their time, then of their submission. */
public final class SimulatedScheduler implements AgentScheduler {
    private record Task(long atNanos, long number, Runnable run, boolean[] cancelled) {}

    private final PriorityQueue<Task> tasks = new PriorityQueue<>((a, b) ->
            a.atNanos() != b.atNanos() ? Long.compare(a.atNanos(), b.atNanos()) : Long.compare(a.number(), b.number()));
    private long nowNanos;
    private long numbers;

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public void execute(Runnable task) {
        schedule(Duration.ZERO, task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        boolean[] cancelled = new boolean[1];
        tasks.add(new Task(nowNanos + delay.toNanos(), numbers++, task, cancelled));
        return () -> cancelled[0] = true;
    }

    public void pass(Duration time) {
        long until = nowNanos + time.toNanos();
        while (!tasks.isEmpty() && tasks.peek().atNanos() <= until) {
            Task next = tasks.poll();
            nowNanos = next.atNanos();
            if (!next.cancelled()[0]) {
                next.run().run();
            }
        }
        nowNanos = until;
    }
}

package vedette.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Starts external tools (ffmpeg, ffprobe, node …) for a test, with captured output, a time limit, and the promise that
 * nothing survives {@link #close}. Thread-safe.
 *
 * <pre>{@code try (var probe = Processes.start("ffprobe", "-v", "error", url)) {
 * assertThat(probe.await(Duration.ofSeconds(10))).isZero(); }}</pre>
 */
public final class Processes implements AutoCloseable {

    /** Captured bytes per stream; what comes later is read and dropped, so that the process never blocks. */
    public static final int CAPTURE_BYTES_MAX = 64 << 20;

    /** What a finished process left behind; {@code out} as bytes because it may be media. */
    public record Result(int exitCode, byte[] out, String err) {
        /** Standard output as UTF-8 text. */
        public String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    private final List<String> command;
    private final Process process;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<Boolean> outDone = new CompletableFuture<>();
    private final CompletableFuture<Boolean> errDone = new CompletableFuture<>();

    private Processes(List<String> command) {
        this.command = command;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst() + ": is it installed?", e);
        }
        drain(process.getInputStream(), out, outDone);
        drain(process.getErrorStream(), err, errDone);
    }

    /** Starts a tool; close it. */
    public static Processes start(String... command) {
        return new Processes(List.of(command));
    }

    /** Starts a tool; close it. */
    public static Processes start(List<String> command) {
        return new Processes(List.copyOf(command));
    }

    /**
     * Runs a tool to its end.
     *
     * @throws AssertionError if it runs longer than the limit or ends with another code than 0; the message holds its
     *     error output
     */
    public static Result run(Duration limit, String... command) {
        try (var running = start(command)) {
            Result result = running.await(limit);
            if (result.exitCode() != 0) {
                throw new AssertionError(
                        String.join(" ", command) + " ended with " + result.exitCode() + ":\n" + result.err());
            }
            return result;
        }
    }

    /**
     * Waits for the end.
     *
     * @throws AssertionError if the limit passes first; the process is then killed
     */
    public Result await(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
                throw new AssertionError(
                        String.join(" ", command) + " still ran after " + limit + "; its errors:\n" + errorText());
            }
            outDone.join();
            errDone.join();
            return new Result(process.exitValue(), bytes(out), errorText());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command.getFirst(), e);
        }
    }

    /** The process, for its standard input or id. */
    public Process process() {
        return process;
    }

    /** Standard output captured so far, as UTF-8. */
    public String outputText() {
        return new String(bytes(out), StandardCharsets.UTF_8);
    }

    /** Error output captured so far, as UTF-8. */
    public String errorText() {
        return new String(bytes(err), StandardCharsets.UTF_8);
    }

    /** Kills the process and its children if they still run. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static byte[] bytes(ByteArrayOutputStream stream) {
        synchronized (stream) {
            return stream.toByteArray();
        }
    }

    private static void drain(InputStream from, ByteArrayOutputStream to, CompletableFuture<Boolean> done) {
        Thread.ofVirtual().start(() -> {
            byte[] chunk = new byte[64 << 10];
            try (from) {
                for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                    synchronized (to) {
                        to.write(chunk, 0, Math.min(n, CAPTURE_BYTES_MAX - to.size()));
                    }
                }
            } catch (IOException killed) {
                // The stream of a killed process ends with an error: what was captured stays.
                done.complete(false);
            } finally {
                done.complete(true);
            }
        });
    }
}

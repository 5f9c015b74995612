package vedette.testkit.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the lab's tools, always as argument lists, inside the lab's own network, mount and process namespaces. These belong to one
 * process, the holder, whose standard input is ours: when this JVM ends, however it ends, the holder ends, the kernel kills what
 * still runs in there and removes every namespace, link and rule. Hence nothing of a dead run is ever left to be swept.
 */
final class LabCommands implements AutoCloseable {
    private static final long LIMIT_SECONDS = 20;

    private final List<String> prefix;
    private final @Nullable Process holder;

    private LabCommands(List<String> prefix, @Nullable Process holder) {
        this.prefix = prefix;
        this.holder = holder;
    }

    /** In fresh namespaces, which end with {@link #close}. */
    static LabCommands isolated() {
        boolean root = isRoot();
        List<String> unshare = new ArrayList<>(List.of("unshare"));
        if (!root) {
            unshare.add("--map-root-user");
        }
        unshare.addAll(List.of("--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "cat"));
        Process holder;
        try {
            holder = new ProcessBuilder(unshare).start();
        } catch (IOException e) {
            throw new LabException("cannot run here: 'unshare' is missing (Debian: package util-linux)", e);
        }
        try {
            awaitEcho(holder, root);
            long inside = holder.toHandle().children().findFirst()
                    .orElseThrow(() -> new LabException("cannot run here: unshare has no child process"))
                    .pid();
            List<String> enter = new ArrayList<>(List.of("nsenter", "-t", Long.toString(inside)));
            if (!root) {
                enter.addAll(List.of("--user", "--preserve-credentials"));
            }
            enter.addAll(List.of("--mount", "--net", "--pid"));
            LabCommands commands = new LabCommands(List.copyOf(enter), holder);
            commands.run("mount", "-t", "tmpfs", "tmpfs", "/run"); // Names of namespaces are files below /run/netns.
            return commands;
        } catch (RuntimeException e) {
            holder.destroyForcibly();
            throw e;
        }
    }

    /** In the namespaces of this process, which its caller made for it; a network that is in use is refused. */
    static LabCommands inside() {
        LabCommands commands = new LabCommands(List.of(), null);
        List<String> links = commands.run("ip", "-o", "link", "show").lines()
                .filter(line -> !line.contains(": lo:"))
                .toList();
        if (!links.isEmpty()) {
            throw new LabException("cannot run here: expected a fresh network namespace, found the link " + links.getFirst()
                    + "; start with: unshare --net --mount …");
        }
        commands.run("mount", "-t", "tmpfs", "tmpfs", "/run");
        return commands;
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            throw new LabException("cannot run here: a Linux with /proc is needed", e);
        }
    }

    private static void awaitEcho(Process holder, boolean root) {
        CompletableFuture<@Nullable String> echo = CompletableFuture.supplyAsync(() -> {
            try {
                holder.getOutputStream().write('\n');
                holder.getOutputStream().flush();
                return new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8)).readLine();
            } catch (IOException ended) {
                return null; // What it said on its error output is told below.
            }
        });
        try {
            if (echo.get(LIMIT_SECONDS, TimeUnit.SECONDS) == null) {
                throw new LabException("cannot run here: " + text(holder.getErrorStream().readAllBytes())
                        + (root ? "" : "; user namespaces are off, so run as root (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces)"));
            }
        } catch (ExecutionException | TimeoutException | IOException e) {
            throw new LabException("cannot run here: unshare did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while making namespaces", e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }

    /** The full command that runs {@code command} in the lab's first namespace. */
    List<String> wrapped(List<String> command) {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
        return all;
    }

    /** Runs a tool to its end and gives its output. */
    String run(String... command) {
        return runWithInput("", command);
    }

    /**
     * Runs a tool to its end and gives its output.
     *
     * @throws LabException if it is missing, fails, or takes longer than its limit
     */
    String runWithInput(String input, String... command) {
        try {
            Process process = new ProcessBuilder(wrapped(List.of(command))).redirectErrorStream(true).start();
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> {
                try {
                    return process.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException ended) {
                // It ended without reading; its exit code and output say why.
                process.destroy();
            }
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new LabException(String.join(" ", command) + " still ran after " + LIMIT_SECONDS + " s");
            }
            String said = text(output.join());
            if (process.exitValue() != 0) {
                throw new LabException(String.join(" ", command) + " ended with " + process.exitValue() + ": " + said
                        + (input.isEmpty() ? "" : "\nits input:\n" + input));
            }
            return said;
        } catch (IOException e) {
            throw new LabException("cannot run here: '" + command[0] + "' cannot be started (Debian: packages iproute2, nftables,"
                    + " conntrack, procps, util-linux)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while running " + command[0], e);
        }
    }

    @Override
    public void close() {
        if (holder == null) {
            return;
        }
        holder.descendants().forEach(ProcessHandle::destroyForcibly);
        holder.destroyForcibly();
        try {
            holder.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package vedette.testkit.net;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.testkit.Processes;

/** A machine of the lab: the server, a public host, or one behind a {@link LabNat}. Owned by the test that made the lab. */
public final class LabHost {
    private final LabCommands commands;
    private final String name;
    /** Name of its network namespace; null for the lab's first one. */
    private final @Nullable String namespace;
    private final String device;
    private final @Nullable Upstream upstream;
    private final int prefixLength;
    private final String gateway;
    private String address;

    /**
     * The other end of a host's cable.
     *
     * @param namespace where it is plugged in
     * @param port its interface there
     */
    record Upstream(String namespace, String port) {}

    LabHost(LabCommands commands, String name, @Nullable String namespace, String device, @Nullable Upstream upstream, String address,
            int prefixLength, String gateway) {
        this.commands = commands;
        this.name = name;
        this.namespace = namespace;
        this.device = device;
        this.upstream = upstream;
        this.address = address;
        this.prefixLength = prefixLength;
        this.gateway = gateway;
    }

    public String name() {
        return name;
    }

    /** Its (first) IPv4 address. */
    public String address() {
        return address;
    }

    /** The full command that runs {@code command} on this host. */
    public List<String> command(String... command) {
        List<String> all = new ArrayList<>();
        if (namespace != null) {
            all.addAll(List.of("ip", "netns", "exec", namespace));
        }
        all.addAll(List.of(command));
        return commands.wrapped(all);
    }

    /** Starts a program on this host; close it. Give files by absolute path. */
    public Processes start(String... command) {
        return Processes.start(command(command));
    }

    /** Gives the host another address of its network, as a new DHCP lease does; what it had open breaks. */
    public void moveTo(String newAddress) {
        run("ip", "addr", "flush", "dev", device);
        run("ip", "addr", "add", newAddress + "/" + prefixLength, "dev", device);
        run("ip", "route", "replace", "default", "via", gateway);
        address = newAddress;
    }

    /** Limits what the host sends, in kbit/s with a queue of 100 ms; 0 lifts the limit. */
    public void limitUplink(int kbps) {
        limit(namespace, device, kbps);
    }

    /** Limits what the host receives, in kbit/s with a queue of 100 ms; 0 lifts the limit. */
    public void limitDownlink(int kbps) {
        if (upstream == null) {
            throw new LabException(name + " has no cable whose other end could be limited");
        }
        limit(upstream.namespace(), upstream.port(), kbps);
    }

    private void limit(@Nullable String where, String link, int kbps) {
        if (kbps < 0) {
            throw new IllegalArgumentException("kbps: expected 0 or more, found " + kbps);
        }
        // Replaced by the default first: there may be no limit to delete.
        runIn(where, "tc", "qdisc", "replace", "dev", link, "root", "pfifo");
        if (kbps > 0) {
            runIn(where, "tc", "qdisc", "replace", "dev", link, "root", "tbf", "rate", kbps + "kbit", "burst", "8kb", "latency", "100ms");
        }
    }

    String run(String... command) {
        return runIn(namespace, command);
    }

    private String runIn(@Nullable String where, String... command) {
        List<String> all = new ArrayList<>();
        if (where != null) {
            all.addAll(List.of("ip", "netns", "exec", where));
        }
        all.addAll(List.of(command));
        return commands.run(all.toArray(String[]::new));
    }

    @Override
    public String toString() {
        return name + " (" + address + ")";
    }
}

package vedette.testkit.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A small internet for one test: the public segment 203.0.113.0/24 (RFC 5737 §3) with a server, public hosts, and NATs that have
 * hosts behind them. Each machine is a network namespace; programs run on it by {@link LabHost#start}.
 *
 * <pre>{@code try (NetworkLab lab = NetworkLab.open()) {
 *     LabNat home = lab.addNat("home", "203.0.113.21").become(NatKind.SYMMETRIC);
 *     LabHost camera = home.addHost("camera");
 *     ... } }</pre>
 *
 * <p>Two things would make such a network lie, and are seen to. A packet from outside that the NAT itself received would take the
 * outer port from its host ({@link NatRules} drops it before that). And a server without a default route would get "network
 * unreachable" for a peer's private address where the internet is silent: hence there is a router at 203.0.113.1 that swallows
 * everything.
 *
 * <p>Not thread-safe: one test owns it.
 */
public final class NetworkLab implements AutoCloseable {
    /** The server's addresses. */
    public static final List<String> SERVER_ADDRESSES = List.of("203.0.113.10", "203.0.113.11", "203.0.113.12", "203.0.113.13");

    private static final String INTERNET = "internet";
    private static final String SILENT_ROUTER = "203.0.113.1";
    private static final int PREFIX = 24;
    private static final int MACHINES_MAX = 40;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,11}");

    private final LabCommands commands;
    private final Map<String, LabHost> hosts = new LinkedHashMap<>();
    private final Map<String, LabNat> nats = new LinkedHashMap<>();
    private final List<String> namespaces = new ArrayList<>();
    private final LabHost server;

    private NetworkLab(LabCommands commands) {
        this.commands = commands;
        try {
            addNamespace(INTERNET);
            commands.run("ip", "-n", INTERNET, "link", "add", "br0", "type", "bridge");
            commands.run("ip", "-n", INTERNET, "addr", "add", SILENT_ROUTER + "/" + PREFIX, "dev", "br0");
            commands.run("ip", "-n", INTERNET, "link", "set", "br0", "up");
            commands.run("ip", "netns", "exec", INTERNET, "sysctl", "-qw", "net.ipv4.ip_forward=0");
            commands.run("ip", "link", "set", "lo", "up");
            // Ports below 1024 need no privilege, so that a server may stand at 443 whoever runs it.
            commands.run("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1", "net.ipv4.ip_unprivileged_port_start=0");
            commands.run("ip", "link", "add", NatRules.OUTER, "type", "veth", "peer", "name", "server", "netns", INTERNET);
            commands.run("ip", "-n", INTERNET, "link", "set", "server", "master", "br0", "up");
            commands.run("ip", "link", "set", NatRules.OUTER, "up");
            for (String address : SERVER_ADDRESSES) {
                commands.run("ip", "addr", "add", address + "/" + PREFIX, "dev", NatRules.OUTER);
            }
            commands.run("ip", "route", "add", "default", "via", SILENT_ROUTER);
            server = register(new LabHost(commands, "server", null, NatRules.OUTER, new LabHost.Upstream(INTERNET, "server"),
                    SERVER_ADDRESSES.getFirst(), PREFIX, SILENT_ROUTER));
        } catch (RuntimeException e) {
            commands.close();
            throw e;
        }
    }

    /**
     * An empty lab with its server.
     *
     * @throws LabException "cannot run here: …" where namespaces are not to be had or a tool is missing
     */
    public static NetworkLab open() {
        return new NetworkLab(LabCommands.isolated());
    }

    /**
     * A lab around this process, which becomes a program of its server. The process must have been started in network and mount
     * namespaces of its own, and they end with it.
     *
     * @throws LabException as {@link #open}, and where the network has links already
     */
    public static NetworkLab around() {
        return new NetworkLab(LabCommands.inside());
    }

    public LabHost server() {
        return server;
    }

    List<String> serverAddresses() {
        return SERVER_ADDRESSES;
    }

    /** A host with a public address, behind no NAT. */
    public LabHost addPublicHost(String name, String address) {
        String space = plugIn(name, address);
        return register(new LabHost(commands, name, space, NatRules.OUTER, new LabHost.Upstream(INTERNET, name), address, PREFIX, SILENT_ROUTER));
    }

    /** A NAT, {@link NatKind#CONE} at first. */
    public LabNat addNat(String name, String address) {
        LabNat nat = new LabNat(this, commands, name, plugIn(name, address), nats.size() + 1, address);
        nats.put(name, nat);
        return nat;
    }

    /**
     * The host of that name.
     *
     * @throws LabException if there is none
     */
    public LabHost host(String name) {
        LabHost host = hosts.get(name);
        if (host == null) {
            throw new LabException("there is no host named " + name + "; those here are " + hosts.keySet());
        }
        return host;
    }

    /**
     * The NAT of that name.
     *
     * @throws LabException if there is none
     */
    public LabNat nat(String name) {
        LabNat nat = nats.get(name);
        if (nat == null) {
            throw new LabException("there is no NAT named " + name + "; those here are " + nats.keySet());
        }
        return nat;
    }

    boolean isNat(String name) {
        return nats.containsKey(name);
    }

    private String plugIn(String name, String address) {
        String space = addNamespace(name);
        commands.run("ip", "link", "add", NatRules.OUTER, "netns", space, "type", "veth", "peer", "name", name, "netns", INTERNET);
        commands.run("ip", "-n", INTERNET, "link", "set", name, "master", "br0", "up");
        commands.run("ip", "-n", space, "link", "set", NatRules.OUTER, "up");
        giveOuterAddress(space, address);
        return space;
    }

    void giveOuterAddress(String namespace, String address) {
        commands.run("ip", "-n", namespace, "addr", "flush", "dev", NatRules.OUTER);
        commands.run("ip", "-n", namespace, "addr", "add", address + "/" + PREFIX, "dev", NatRules.OUTER);
        commands.run("ip", "-n", namespace, "route", "replace", "default", "via", SILENT_ROUTER);
    }

    /** Makes the namespace of a machine; names are also those of links, hence short. */
    String addNamespace(String name) {
        if (!NAME.matcher(name).matches() || namespaces.contains(name) || name.equals("server")) {
            throw new LabException("expected a new name of up to 12 letters, digits and hyphens, found " + name + "; taken: " + namespaces);
        }
        if (namespaces.size() >= MACHINES_MAX) {
            throw new LabException("a lab has at most " + MACHINES_MAX + " machines");
        }
        commands.run("ip", "netns", "add", name);
        namespaces.add(name);
        commands.run("ip", "-n", name, "link", "set", "lo", "up");
        commands.run("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1");
        return name;
    }

    LabHost register(LabHost host) {
        hosts.put(host.name(), host);
        return host;
    }

    /** Ends the lab and every program that still runs in it; of a lab {@link #around} this process, all but the server's. */
    @Override
    public void close() {
        Collections.reverse(namespaces);
        for (String namespace : namespaces) {
            try {
                commands.run("ip", "netns", "pids", namespace).lines().map(Long::valueOf).forEach(this::kill);
                commands.run("ip", "netns", "delete", namespace);
            } catch (LabException e) {
                // The end of the first namespace takes the others with it; this was the orderly way.
                continue;
            }
        }
        namespaces.clear();
        commands.close();
    }

    private void kill(long pid) {
        try {
            commands.run("kill", "-9", Long.toString(pid));
        } catch (LabException ended) {
            return; // Between the list and the signal.
        }
    }
}

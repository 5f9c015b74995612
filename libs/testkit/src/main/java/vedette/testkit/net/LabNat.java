package vedette.testkit.net;

import java.util.List;

/**
 * A home router: one public address outside, a network of its own inside, whose hosts see each other directly. Changes take effect
 * at once, in the middle of whatever runs through it. Owned by the test that made the lab.
 */
public final class LabNat {
    private static final int PREFIX = 24;

    private final NetworkLab lab;
    private final LabCommands commands;
    private final String name;
    private final String namespace;
    private final int network;
    private String address;
    private NatRules rules = new NatRules(NatKind.CONE, 0, List.of());
    private int hosts;

    LabNat(NetworkLab lab, LabCommands commands, String name, String namespace, int network, String address) {
        this.lab = lab;
        this.commands = commands;
        this.name = name;
        this.namespace = namespace;
        this.network = network;
        this.address = address;
        run("ip", "link", "add", NatRules.INNER, "type", "bridge");
        run("ip", "addr", "add", gateway() + "/" + PREFIX, "dev", NatRules.INNER);
        run("ip", "link", "set", NatRules.INNER, "up");
        run("sysctl", "-qw", "net.ipv4.ip_forward=1");
        apply();
    }

    public String name() {
        return name;
    }

    /** Its outer address. */
    public String address() {
        return address;
    }

    public NatKind kind() {
        return rules.kind();
    }

    private String gateway() {
        return "10.10." + network + ".1";
    }

    /** A host behind this NAT, with the next free address. */
    public LabHost addHost(String hostName) {
        String hostAddress = "10.10." + network + "." + (2 + hosts);
        String port = "p" + (2 + hosts++);
        String space = lab.addNamespace(hostName);
        commands.run("ip", "link", "add", "eth0", "netns", space, "type", "veth", "peer", "name", port, "netns", namespace);
        run("ip", "link", "set", port, "master", NatRules.INNER, "up");
        commands.run("ip", "-n", space, "addr", "add", hostAddress + "/" + PREFIX, "dev", "eth0");
        commands.run("ip", "-n", space, "link", "set", "eth0", "up");
        commands.run("ip", "-n", space, "route", "add", "default", "via", gateway());
        return lab.register(new LabHost(commands, hostName, space, "eth0", new LabHost.Upstream(namespace, port), hostAddress, PREFIX, gateway()));
    }

    /**
     * Makes it a NAT of another kind and forgets its UDP mappings. TCP connections keep theirs as far as the new kind lets them
     * through, so that a device need not register anew for each case of a matrix.
     */
    public LabNat become(NatKind kind) {
        rules = new NatRules(kind, rules.lossPercent(), rules.onlyTo());
        apply();
        forget("-D", "-p", "udp");
        return this;
    }

    /** Loses a share of all packets, both ways; 0 ends it. */
    public void lose(double percent) {
        rules = new NatRules(rules.kind(), percent, rules.onlyTo());
        apply();
    }

    /** Whether its hosts may exchange packets with anybody ({@code true}, as at the start) or with the server only. */
    public void allowPeers(boolean allowed) {
        rules = new NatRules(rules.kind(), rules.lossPercent(), allowed ? List.of() : lab.serverAddresses());
        apply();
    }

    /** Gives it another outer address, as a provider does at night; every mapping is gone. */
    public void moveTo(String newAddress) {
        lab.giveOuterAddress(namespace, newAddress);
        address = newAddress;
        forget("-F");
    }

    private void apply() {
        commands.runWithInput(rules.program(), "ip", "netns", "exec", namespace, "nft", "-f", "-");
    }

    private void forget(String... what) {
        List<String> command = new java.util.ArrayList<>(List.of("ip", "netns", "exec", namespace, "conntrack"));
        command.addAll(List.of(what));
        try {
            commands.run(command.toArray(String[]::new));
        } catch (LabException e) {
            // It ends with 1 where there was nothing to delete, and says so.
            if (!e.getMessage().contains("0 flow entries have been deleted")) {
                throw e;
            }
        }
    }

    private void run(String... command) {
        List<String> all = new java.util.ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(List.of(command));
        commands.run(all.toArray(String[]::new));
    }

    @Override
    public String toString() {
        return name + " (" + kind().word() + ", " + address + ")";
    }
}

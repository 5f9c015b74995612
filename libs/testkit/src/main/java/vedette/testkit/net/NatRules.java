package vedette.testkit.net;

import java.util.Collection;
import java.util.Locale;

/**
 * The packet rules of a {@link LabNat} as a program for {@code nft -f}; one such program replaces all rules at once.
 *
 * @param kind what the NAT does
 * @param lossPercent share of the forwarded packets, both ways, that is lost at random
 * @param onlyTo if not empty, the only outer addresses that packets may be exchanged with: hole punching has no chance
 */
record NatRules(NatKind kind, double lossPercent, Collection<String> onlyTo) {
    /** Interface names of every router in the lab. */
    static final String OUTER = "pub0";

    static final String INNER = "lan0";

    NatRules {
        if (!(lossPercent >= 0 && lossPercent <= 100)) {
            throw new IllegalArgumentException("lossPercent: expected 0…100, found " + lossPercent);
        }
    }

    String program() {
        return """
                table ip lab
                delete table ip lab
                table ip lab {
                  map owners { type inet_service : ipv4_addr; flags dynamic,timeout; timeout 5m; }
                  # A home router answers nothing from outside. Were such a packet let in, its connection entry would take the
                  # outer port, the host's own packet to that peer would be moved to another one, and no hole could be punched.
                  chain input { type filter hook input priority 0; policy accept; iifname "pub0" ct state new drop; }
                  chain lossy { type filter hook forward priority -20; policy accept; %s }
                  chain learn { type filter hook forward priority -10; policy accept; %s }
                  chain forward { type filter hook forward priority 0; policy drop;
                    # Neighbours: kernels with br_netfilter show bridged packets here too.
                    iifname "lan0" oifname "lan0" accept
                    %s
                    %s
                    iifname "lan0" oifname "pub0" accept
                    iifname "pub0" ct state established,related accept
                    iifname "pub0" ct status dnat accept
                  }
                  chain pre { type nat hook prerouting priority -100; policy accept; %s }
                  chain post { type nat hook postrouting priority 100; policy accept; oifname "pub0" masquerade%s; }
                }
                """.formatted(loss(), learn(), filter(), reach(), forwarded(), kind == NatKind.SYMMETRIC ? " fully-random" : "");
    }

    private String loss() {
        return lossPercent == 0
                ? ""
                : String.format(Locale.ROOT, "iifname \"lan0\" oifname \"lan0\" return; numgen random mod 10000 < %d drop;", Math.round(lossPercent * 100));
    }

    /** Which host used an outer port last; masquerading keeps the port number as long as it is free. */
    private String learn() {
        return kind == NatKind.FULL_CONE
                ? "iifname \"lan0\" oifname \"pub0\" meta l4proto udp update @owners { udp sport : ip saddr };"
                : "";
    }

    private String forwarded() {
        return kind == NatKind.FULL_CONE ? "iifname \"pub0\" meta l4proto udp dnat to udp dport map @owners;" : "";
    }

    private String filter() {
        return switch (kind) {
            case CONE, FULL_CONE, SYMMETRIC -> "";
            case UDP_BLOCKED -> "meta l4proto udp drop";
            case ONLY_443 -> """
                    meta l4proto != tcp drop
                    iifname "lan0" tcp dport != 443 drop
                    iifname "pub0" tcp sport != 443 drop""";
        };
    }

    private String reach() {
        if (onlyTo.isEmpty()) {
            return "";
        }
        String addresses = "{ " + String.join(", ", onlyTo) + " }";
        return "iifname \"lan0\" ip daddr != " + addresses + " drop\n iifname \"pub0\" ip saddr != " + addresses + " drop";
    }
}

package vedette.mtu.config;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sd.MtuMedia;
import vedette.mtu.distribution.DistributionAddresses;
import vedette.mtu.relay.Relays;
import vedette.mtu.turn.TurnService;
import vedette.mtu.turn.TurnServiceSettings;
import vedette.platform.config.PlatformProperties;
import vedette.platform.flow.FlowTrace;
import vedette.platform.instance.ServiceDescription;
import vedette.platform.tls.DeviceTls;
import vedette.stun.netty.TurnListenerSettings;
import vedette.stun.server.Cidr;

/** STUN and TURN, and what this instance tells the CMU about itself. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({TurnProperties.class, StunProperties.class})
class TurnConfiguration {

    @Bean(destroyMethod = "close")
    @ConditionalOnExpression("${vedette.mtu.turn.port:3478} >= 0")
    TurnService turnService(
            TurnProperties turn,
            StunProperties stun,
            DistributionProperties distribution,
            PlatformProperties platform,
            DeviceTls mediaTls,
            FlowTrace flows) {
        InetAddress bind = address(distribution.bindAddress() == null ? platform.bindAddress() : distribution.bindAddress());
        InetAddress advertised = address(turn.relayAddress() == null ? platform.publicAddress() : turn.relayAddress());
        Other other = other(stun, turn);
        String alsoTls = turn.alsoTls() == null || turn.alsoTls().isBlank() ? null : turn.alsoTls().strip();
        int[] range = turn.relayRange();
        TurnListenerSettings listener = new TurnListenerSettings(
                bind, advertised, turn.port(), turn.tlsPort(), new TurnListenerSettings.Tls(mediaTls.key(), mediaTls.chain()),
                alsoTls == null ? null : endpoint("vedette.mtu.turn.also-tls", alsoTls, 443),
                other.port, other.address, range[0], range[1], turn.connectionsMax(), turn.connectionsPerAddress(), turn.frameTimeout(),
                turn.idleTimeout());
        Set<InetAddress> own = new LinkedHashSet<>(List.of(bind, advertised));
        if (other.address != null) {
            own.addAll(List.of(other.address.bind(), other.address.advertised()));
        }
        Set<Integer> ports = Stream.of(
                        turn.port(), turn.tlsPort(), other.port, distribution.rtsp().port(), distribution.rtsps().port(), distribution.tls().port(),
                        distribution.plain().port(), platform.publicPort(), platform.internalPort())
                .filter(port -> port > 0)
                .collect(Collectors.toUnmodifiableSet());
        return TurnService.start(
                new TurnServiceSettings(
                        listener, platform.publicAddress(), alsoTls,
                        turn.privatePeers().stream().map(String::strip).filter(text -> !text.isEmpty()).map(Cidr::parse).toList(),
                        own, ports, range[1] - range[0] + 1, turn.perSideMax(), turn.answersPerSecond()),
                flows);
    }

    private record Other(int port, TurnListenerSettings.@Nullable OtherAddress address) {}

    private static Other other(StunProperties stun, TurnProperties turn) {
        int next = turn.port() == 0 ? 0 : turn.port() + 1;
        String text = stun.otherAddress();
        if (text == null || text.isBlank()) {
            return new Other(next, null);
        }
        InetSocketAddress address = endpoint("vedette.mtu.stun.other-address", text, next);
        return new Other(address.getPort(), new TurnListenerSettings.OtherAddress(address.getAddress(), address.getAddress()));
    }

    private static InetSocketAddress endpoint(String setting, String text, int portOtherwise) {
        int colon = text.lastIndexOf(':');
        boolean withPort = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        try {
            InetAddress address = InetAddress.ofLiteral((withPort ? text.substring(0, colon) : text).replaceAll("[\\[\\]]", ""));
            return new InetSocketAddress(address, withPort ? Integer.parseInt(text.substring(colon + 1)) : portOtherwise);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Expected " + setting + " as ip:port of a further address of this host, found " + text, e);
        }
    }

    /** Clients are told IP addresses, hence a name is looked up once. */
    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("The name " + host + " of this MTU leads to no address; set vedette.mtu.turn.relay-address", e);
        }
    }

    @Bean
    ServiceDescription serviceDescription(
            Relays relays, ObjectProvider<TurnService> turn, ObjectProvider<DistributionAddresses> distribution, TurnProperties settings) {
        return plain -> {
            TurnService stun = turn.getIfAvailable();
            DistributionAddresses reached = distribution.getIfAvailable();
            int[] range = settings.relayRange();
            double allocations = stun == null ? 0 : stun.traffic().allocations() / (double) (range[1] - range[0] + 1);
            return new ServiceInstance(
                    plain.entity(), plain.instance(), plain.bootId(), plain.urls(), plain.region(),
                    Math.min(1.0, Math.max(relays.load(), allocations)),
                    reached == null ? null : reached.authorityPem(),
                    new MtuMedia(
                            stun == null ? List.of() : stun.addresses().stun(),
                            stun == null ? List.of() : stun.addresses().turn(),
                            reached == null ? null : reached.rtsp(),
                            reached == null ? null : reached.rtsps(),
                            reached == null ? null : reached.fmp4(),
                            reached == null ? null : reached.reverse()),
                    false,
                    relays.stats());
        };
    }
}

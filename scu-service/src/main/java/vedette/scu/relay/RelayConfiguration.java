package vedette.scu.relay;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import vedette.contracts.ps.ChannelMethods;
import vedette.contracts.ps.ConfigSet;
import vedette.contracts.ps.RelayConnect;
import vedette.contracts.sm.ViewerNotice;
import vedette.platform.config.PlatformProperties;
import vedette.platform.flow.FlowTrace;
import vedette.platform.internal.InternalClients;
import vedette.scu.channel.DeviceLinks;
import vedette.scu.channel.Workers;
import vedette.scu.cmu.CmuGateway;
import vedette.scu.config.ScuProperties;

/** Wiring of relays; here because their parts are no one else's business. */
@Configuration(proxyBeanMethods = false)
public class RelayConfiguration {
    private static final Logger log = LoggerFactory.getLogger(RelayConfiguration.class);
    private static final Duration TELL = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(3);

    /** What the call side of the SCU does for relays. */
    public interface Calls {
        /** Whether the device serves this session now. */
        boolean plays(String sessionId);

        /** Must not block. */
        void tellViewer(String sessionId, ViewerNotice notice);

        /** The media of a session comes from this MTU from now on. */
        void distributed(String sessionId, String deviceId, String mtu);
    }

    @Bean
    Mtus mtus(CmuGateway cmu, PlatformProperties platform) {
        return new Mtus(() -> cmu.instances("mtu"), platform.region(), System::nanoTime);
    }

    @Bean
    HttpMtuCalls mtuCalls(InternalClients clients) {
        return new HttpMtuCalls(url -> clients.restClient("mtu", url));
    }

    @Bean
    RelayBook relayBook() {
        return new RelayBook();
    }

    @Bean
    Relays.Surroundings relaySurroundings(ObjectProvider<DeviceLinks> links, ObjectProvider<Calls> calls) {
        return new Relays.Surroundings() {
            @Override
            public boolean plays(String sessionId) {
                return calls.getObject().plays(sessionId);
            }

            @Override
            public boolean holds(String deviceId) {
                return links.getObject().holds(deviceId);
            }

            @Override
            public CompletionStage<JsonNode> connect(String deviceId, RelayConnect order) {
                return links.getObject().call(deviceId, ChannelMethods.MEDIA_RELAY_CONNECT, order, CONNECT);
            }

            @Override
            public Optional<String> peerAddress(String deviceId) {
                return links.getObject().peerAddress(deviceId);
            }

            @Override
            public void tellViewer(String sessionId, ViewerNotice notice) {
                calls.getObject().tellViewer(sessionId, notice);
            }

            @Override
            public void distributed(String sessionId, String deviceId, String mtu) {
                calls.getObject().distributed(sessionId, deviceId, mtu);
            }
        };
    }

    @Bean
    Relays relays(
            Mtus mtus, HttpMtuCalls mtuCalls, RelayBook relayBook, Relays.Surroundings relaySurroundings, Workers workers, FlowTrace trace,
            ScuProperties settings) {
        return new Relays(
                mtus, mtuCalls, relayBook, relaySurroundings, workers, trace, settings.relay().patience(), new SecureRandom(), System::nanoTime);
    }

    @Bean
    RelayPeers relayPeers(HttpMtuCalls mtuCalls, RelayBook relayBook, Workers workers, Relays relays) {
        return new RelayPeers(mtuCalls, relayBook, workers, relays::failed);
    }

    @Bean
    RelayWatch relayWatch(
            Mtus mtus, HttpMtuCalls mtuCalls, RelayBook relayBook, Relays relays, Relays.Surroundings relaySurroundings, CmuGateway cmu,
            Workers workers) {
        return new RelayWatch(mtus, mtuCalls, relayBook, relays, relaySurroundings, cmu::leases, workers, System::nanoTime);
    }

    /** Starts before the device listener, so that the first device is told the STUN servers. */
    @Bean
    SmartLifecycle relayWatchLifecycle(
            RelayWatch watch, Mtus mtus, ScheduledExecutorService scuTimer, Workers workers, ObjectProvider<DeviceLinks> links) {
        return new SmartLifecycle() {
            private volatile boolean running;

            @Override
            public void start() {
                running = true;
                mtus.onStun(stun -> links.getObject().tellAll(ChannelMethods.CONFIG_SET, new ConfigSet(null, stun), TELL));
                scuTimer.scheduleWithFixedDelay(() -> workers.supply(() -> {
                    watch.tick();
                    return running;
                }).whenComplete((_, failure) -> {
                    if (failure != null) {
                        log.atWarn().setCause(failure).log("A round of looking after relays failed; the next one comes");
                    }
                }), 0, RelayWatch.PERIOD.toMillis(), TimeUnit.MILLISECONDS);
            }

            @Override
            public void stop() {
                running = false;
            }

            @Override
            public boolean isRunning() {
                return running;
            }

            @Override
            public int getPhase() {
                return -1;
            }
        };
    }
}

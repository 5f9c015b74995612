package vedette.scu.config;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.json.JsonMapper;
import vedette.contracts.Ids;
import vedette.contracts.ps.CloseCodes;
import vedette.contracts.sc.ChannelOpen;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sm.ViewerNotice;
import vedette.platform.config.PlatformConfiguration;
import vedette.platform.config.PlatformProperties;
import vedette.platform.flow.FlowSink;
import vedette.platform.flow.FlowTrace;
import vedette.platform.instance.InstanceRegistration;
import vedette.platform.instance.ServiceDescription;
import vedette.platform.internal.InternalClients;
import vedette.platform.tls.DeviceTls;
import vedette.scu.call.AddressAuthentication;
import vedette.scu.call.DeviceOperations;
import vedette.scu.call.DeviceReach;
import vedette.scu.call.MediaRoutingTable;
import vedette.scu.call.SignalConfiguration;
import vedette.scu.call.Verification;
import vedette.scu.call.Viewers;
import vedette.scu.channel.ChannelSession;
import vedette.scu.channel.ChannelVerifier;
import vedette.scu.channel.DeviceLinks;
import vedette.scu.channel.Workers;
import vedette.scu.channel.netty.DeviceListener;
import vedette.scu.cmu.CmuGateway;
import vedette.scu.cmu.CmuProblemException;
import vedette.scu.presence.Presence;
import vedette.scu.presence.PresenceReporter;
import vedette.scu.registration.Challenges;
import vedette.scu.registration.DeviceApi;
import vedette.scu.relay.Mtus;
import vedette.scu.relay.RelayConfiguration;
import vedette.scu.relay.RelayPeers;
import vedette.scu.relay.RelayWatch;
import vedette.scu.relay.Relays;

/** The beans of the SCU. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ScuProperties.class)
@Import({PlatformConfiguration.class, SignalConfiguration.class, RelayConfiguration.class})
public class ScuConfiguration {

    /** Fresh at each start: the CMU and devices learn from it that this is another process. */
    record ScuBoot(String id) {}

    /** Times on the wire have milliseconds. */
    private static Clock millis(Clock clock) {
        return Clock.tick(clock, Duration.ofMillis(1));
    }

    @Bean
    ScuBoot scuBoot() {
        return new ScuBoot(Ids.next("boot"));
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService scuTimer() {
        return Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().name("scu-timer-", 0).factory());
    }

    @Bean
    Workers workers(ScuProperties settings) {
        return new Workers(settings.device().workersMax());
    }

    @Bean
    CmuGateway cmuGateway(InternalClients clients, JsonMapper mapper) {
        return new CmuGateway(() -> clients.restClient("cmu"), mapper);
    }

    @Bean
    Presence presence() {
        return new Presence(TimeUnit.MILLISECONDS.toNanos(PresenceReporter.PERIOD_MILLIS), System.nanoTime());
    }

    @Bean
    MediaRoutingTable mediaRoutingTable(Clock clock) {
        return new MediaRoutingTable(millis(clock));
    }

    @Bean
    Viewers viewers(DeviceReach reach) {
        return new Viewers(reach);
    }

    @Bean
    RelayConfiguration.Calls relayCalls(MediaRoutingTable routes, Viewers viewers) {
        return new RelayConfiguration.Calls() {
            @Override
            public boolean plays(String sessionId) {
                return routes.find(sessionId).isPresent();
            }

            @Override
            public void tellViewer(String sessionId, ViewerNotice notice) {
                viewers.rerouted(sessionId, notice);
            }

            @Override
            public void distributed(String sessionId, String deviceId, String mtu) {
                routes.distributed(sessionId, deviceId, mtu);
            }
        };
    }

    @Bean
    AddressAuthentication addressAuthentication(CmuGateway cmu, FlowTrace trace, ObjectProvider<DeviceLinks> links) {
        return new AddressAuthentication(cmu, trace, links::getObject, new SecureRandom());
    }

    @Bean
    Verification verification(CmuGateway cmu, FlowTrace trace, MediaRoutingTable routes) {
        return new Verification(cmu, trace, routes);
    }

    @Bean
    DeviceOperations deviceOperations(
            CmuGateway cmu,
            Workers workers,
            Presence presence,
            MediaRoutingTable routes,
            Viewers viewers,
            Verification verification,
            AddressAuthentication addresses,
            Relays relays,
            RelayPeers peers,
            RelayWatch watch,
            FlowSink flows,
            Clock clock,
            ObjectProvider<DeviceLinks> links) {
        return new DeviceOperations(
                cmu, workers, presence, routes, viewers, verification, addresses, relays, peers, watch, flows, millis(clock), links::getObject);
    }

    @Bean(destroyMethod = "") // The listener closes it while its event loops still run.
    DeviceLinks deviceLinks(DeviceOperations operations, Presence presence, ScheduledExecutorService scuTimer, ScuProperties settings) {
        DeviceLinks links = new DeviceLinks(operations, presence, scuTimer, System::nanoTime, settings.device().devicesMax());
        scuTimer.scheduleWithFixedDelay(links::tidy, 1, 1, TimeUnit.MINUTES);
        return links;
    }

    @Bean
    PresenceReporter presenceReporter(
            Presence presence, PlatformProperties platform, ScuBoot boot, CmuGateway cmu, DeviceLinks links, MediaRoutingTable routes,
            InstanceRegistration registration) {
        PresenceReporter reporter = new PresenceReporter(
                presence,
                platform.instance(),
                boot.id(),
                cmu::presence,
                deviceId -> {
                    links.silent(deviceId);
                    routes.deviceGone(deviceId);
                },
                System::nanoTime);
        registration.onCmuRestart(reporter::resync);
        return reporter;
    }

    @Bean
    DeviceTls deviceTls(PlatformProperties platform, ScuProperties settings, DeviceUrls urls) {
        ScuProperties.Device device = settings.device();
        if ((device.certificate() == null) != (device.privateKey() == null)) {
            throw new IllegalArgumentException(
                    "Set both vedette.scu.device.certificate and vedette.scu.device.private-key, or neither; found only one of them");
        }
        return device.certificate() != null && device.privateKey() != null
                ? DeviceTls.configured(device.certificate(), device.privateKey(), device.authority())
                : DeviceTls.generated(platform.dataDir().resolve("device-tls"), "scu", platform.instance(), urls.hosts());
    }

    @Bean
    DeviceUrls deviceUrls(PlatformProperties platform, ScuProperties settings) {
        return new DeviceUrls(platform.publicAddress(), settings.device().publicUrl());
    }

    @Bean
    DeviceApi deviceApi(CmuGateway cmu, FlowTrace trace, Clock clock, PlatformProperties platform, DeviceUrls urls) {
        return new DeviceApi(
                cmu,
                new Challenges(new SecureRandom(), System::nanoTime),
                trace,
                millis(clock),
                platform.instance(),
                platform.portalOrigin(),
                urls::channel);
    }

    @Bean
    ChannelVerifier channelVerifier(CmuGateway cmu, Workers workers, PlatformProperties platform, ScuBoot boot) {
        return (proof, nonce, peerAddress) -> workers.supply(() -> cmu.openChannel(new ChannelOpen(
                        proof.deviceId(), proof.bootId(), nonce, proof.signature(), platform.instance(), boot.id(), peerAddress)))
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
                    if (cause instanceof CmuProblemException known && !known.isTransient()) {
                        throw new ChannelVerifier.ChannelRefusedException(
                                CloseCodes.REFUSED, known.problem().code() + ": " + known.problem().detail());
                    }
                    throw new ChannelVerifier.ChannelRefusedException(
                            CloseCodes.TRY_LATER, "The platform cannot check this device at the moment");
                });
    }

    @Bean(destroyMethod = "") // Closed by its lifecycle.
    DeviceListener deviceListener(
            ScuProperties settings,
            DeviceTls certificate,
            DeviceApi api,
            Workers workers,
            PlatformProperties platform,
            ScuBoot boot,
            Clock clock,
            ChannelVerifier verifier,
            Mtus mtus,
            DeviceLinks links) {
        SecureRandom random = new SecureRandom();
        return new DeviceListener(
                settings.device(),
                certificate,
                api,
                workers,
                () -> new ChannelSession(platform.instance(), boot.id(), random, millis(clock), mtus::stun),
                verifier,
                links,
                System::nanoTime);
    }

    /** Opens the listener before the instance registers, so that the CMU never hands out an address that refuses. */
    @Bean
    SmartLifecycle deviceListenerLifecycle(
            DeviceListener listener, PlatformProperties platform, ScuProperties settings, DeviceUrls urls) {
        List<String> configured = settings.device().bindAddresses();
        List<String> addresses = configured.isEmpty() ? List.of(platform.bindAddress()) : configured;
        return new SmartLifecycle() {
            private volatile boolean running;

            @Override
            public void start() {
                urls.bound(listener.start(addresses));
                running = true;
            }

            @Override
            public void stop() {
                running = false;
                listener.close();
            }

            @Override
            public boolean isRunning() {
                return running;
            }

            @Override
            public int getPhase() {
                return 0;
            }
        };
    }

    @Bean
    MeterBinder scuMetrics(DeviceListener listener, Presence presence, MediaRoutingTable routes, Viewers viewers, Relays relays) {
        return registry -> {
            for (Presence.Status status : Presence.Status.values()) {
                Gauge.builder("vedette.scu.devices", presence, p -> p.counts().getOrDefault(status, 0))
                        .description("Devices by state")
                        .tag("status", status.name().toLowerCase(Locale.ROOT))
                        .register(registry);
            }
            Gauge.builder("vedette.scu.connections", listener, DeviceListener::connections).description("TCP connections of devices").register(registry);
            Gauge.builder("vedette.scu.routes", routes, MediaRoutingTable::size).description("Media sessions in the routing table").register(registry);
            Gauge.builder("vedette.scu.relays", relays, Relays::size).description("Relays on media servers").register(registry);
            Gauge.builder("vedette.scu.viewers", viewers, Viewers::size).description("Sessions with a viewer's signalling").register(registry);
        };
    }

    @Bean
    ServiceDescription serviceDescription(ScuBoot boot, DeviceTls certificate, DeviceUrls urls, DeviceListener listener, ScuProperties settings) {
        return plain -> new ServiceInstance(
                plain.entity(),
                plain.instance(),
                boot.id(),
                new ServiceInstance.Urls(plain.urls().internal(), plain.urls().publicFace(), urls.base()),
                plain.region(),
                Math.min(1.0, (double) listener.connections() / settings.device().connectionsMax()),
                certificate.authorityPem());
    }
}

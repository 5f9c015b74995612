package vedette.mtu.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vedette.mtu.cmu.CmuSessions;
import vedette.mtu.distribution.DistributionAddresses;
import vedette.mtu.distribution.Distributor;
import vedette.mtu.distribution.LiveStream;
import vedette.mtu.distribution.RelayTrace;
import vedette.mtu.egress.Fmp4Outputs;
import vedette.mtu.egress.RtspEgress;
import vedette.mtu.listener.netty.DistributionListeners;
import vedette.platform.config.PlatformProperties;
import vedette.platform.flow.FlowSink;
import vedette.platform.flow.FlowTrace;
import vedette.platform.internal.InternalClients;
import vedette.platform.tls.DeviceTls;

/** Distribution: reverse RTSP in, RTSP and fMP4 out. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DistributionProperties.class)
class DistributionConfiguration {

    @Bean(destroyMethod = "shutdownNow")
    ExecutorService mediaWorkers() {
        return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("mtu-worker-", 0).factory());
    }

    @Bean
    DeviceTls mediaTls(PlatformProperties platform, DistributionProperties settings) {
        return settings.certificate() != null && settings.privateKey() != null
                ? DeviceTls.configured(settings.certificate(), settings.privateKey(), null)
                : DeviceTls.generated(platform.dataDir().resolve("device-tls"), "mtu", platform.instance(), names(platform, settings));
    }

    private static List<String> names(PlatformProperties platform, DistributionProperties settings) {
        InetSocketAddress further = further(settings);
        return further == null ? List.of(platform.publicAddress()) : List.of(platform.publicAddress(), further.getHostString());
    }

    private static @Nullable InetSocketAddress further(DistributionProperties settings) {
        String address = settings.tls().address();
        if (address == null || address.isBlank()) {
            return null;
        }
        int colon = address.lastIndexOf(':');
        try {
            return new InetSocketAddress(InetAddress.ofLiteral(address.substring(0, Math.max(colon, 0))), Integer.parseInt(address.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Expected vedette.mtu.tls.address as ip:port of this host, such as 203.0.113.13:443, found " + address, e);
        }
    }

    @Bean
    CmuSessions cmuSessions(InternalClients clients) {
        return new CmuSessions(() -> clients.restClient("cmu"));
    }

    @Bean(destroyMethod = "close")
    Distributor distributor(
            ObjectProvider<DistributionListeners> listeners, FlowTrace trace, FlowSink sink, Clock clock, ExecutorService mediaWorkers) {
        return new Distributor(
                () -> listeners.getObject().addresses(),
                LiveStream.Limits.usual(),
                new RelayTrace.Recorder(trace, sink, clock, System::nanoTime),
                System::nanoTime,
                mediaWorkers);
    }

    @Bean
    RtspEgress rtspEgress(Distributor distributor, CmuSessions cmu, ExecutorService mediaWorkers, PlatformProperties platform) {
        return new RtspEgress(distributor, cmu, mediaWorkers, System::nanoTime, platform.instance());
    }

    @Bean
    Fmp4Outputs fmp4Outputs(Distributor distributor, ExecutorService mediaWorkers) {
        return new Fmp4Outputs(distributor, mediaWorkers);
    }

    @Bean(destroyMethod = "close")
    DistributionListeners distributionListeners(
            PlatformProperties platform,
            DistributionProperties settings,
            DeviceTls mediaTls,
            Distributor distributor,
            RtspEgress egress,
            Fmp4Outputs fmp4,
            ExecutorService mediaWorkers) {
        return DistributionListeners.start(
                new DistributionListeners.Settings(
                        settings.bindAddress() == null ? platform.bindAddress() : settings.bindAddress(),
                        platform.publicAddress(),
                        platform.portalOrigin(),
                        settings.rtsp().port(),
                        settings.rtsps().port(),
                        settings.tls().port(),
                        further(settings),
                        settings.plain().port()),
                mediaTls, distributor, egress, fmp4, mediaWorkers);
    }

    @Bean
    DistributionAddresses distributionAddresses(DistributionListeners listeners) {
        return listeners.addresses();
    }

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService distributionTimer(Distributor distributor) {
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("distribution-timer").factory());
        timer.scheduleWithFixedDelay(distributor::tick, 1, 1, TimeUnit.SECONDS);
        return timer;
    }
}

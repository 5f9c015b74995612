package vedette.scu.call;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import vedette.contracts.sc.SessionEnded;
import vedette.contracts.sc.SessionRoute;
import vedette.platform.config.PlatformProperties;
import vedette.platform.internal.FacePorts;
import vedette.platform.internal.InternalClients;
import vedette.scu.channel.DeviceLinks;
import vedette.scu.channel.Workers;
import vedette.scu.cmu.CmuGateway;
import vedette.scu.config.ScuProperties;
import vedette.scu.relay.RelayPeers;
import vedette.scu.relay.Relays;

/** Wiring of the viewers' WebSocket; here because its parts are no one else's business. */
@Configuration(proxyBeanMethods = false)
@EnableWebSocket
public class SignalConfiguration {

    @Bean
    SignalHandler signalHandler(
            ScuProperties settings,
            PlatformProperties platform,
            CmuGateway cmu,
            DeviceReach reach,
            Viewers viewers,
            Workers workers,
            RelayRequests relayRequests,
            ScheduledExecutorService scuTimer) {
        ViewerCall.Surroundings surroundings = new ViewerCall.Surroundings() {
            @Override
            public SessionRoute route(String sessionId) {
                return cmu.route(sessionId);
            }

            @Override
            public String scu() {
                return platform.instance();
            }

            @Override
            public Duration offerTimeout() {
                return settings.signal().offerTimeout();
            }

            @Override
            public void later(Duration delay, Runnable task) {
                if (!scuTimer.isShutdown()) {
                    scuTimer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
                }
            }

            @Override
            public void ended(String sessionId, String deviceId, String reason) {
                cmu.sessionEnded(sessionId, new SessionEnded(deviceId, reason, 0, 0));
            }

            @Override
            public RelayRequests.Granted relay(RelayRequests.Wanted wanted) {
                return relayRequests.request(wanted);
            }
        };
        return new SignalHandler(
                settings.signal(),
                (socket, address) -> new ViewerCall(socket, address, surroundings, reach, viewers, workers),
                task -> Thread.ofVirtual().name("viewer-send").start(task),
                scuTimer,
                System::nanoTime);
    }

    @Bean
    LocalDevices localDevices(ObjectProvider<DeviceLinks> links, Relays relays, RelayPeers peers) {
        return new LocalDevices(links::getObject, relays, peers);
    }

    @Bean
    DeviceReach deviceReach(
            LocalDevices devices, Workers workers, InternalClients clients, PlatformProperties platform, FacePorts ports) {
        return new DeviceReach(
                devices,
                workers,
                url -> clients.restClient("scu", url),
                () -> "https://" + platform.publicAddress() + ":" + ports.internal());
    }

    @Bean
    RelayRequests relayRequests(CmuGateway cmu, Relays relays, DeviceReach reach, PlatformProperties platform) {
        return new RelayRequests(cmu, relays, reach, platform.instance());
    }

    @Bean
    WebSocketConfigurer signalEndpoint(SignalHandler handler, PlatformProperties platform) {
        // Spring's own origin check lets requests without Origin pass; OriginCheck does not.
        return registry -> registry.addHandler(handler, "/scu/v1/signal")
                .addInterceptors(new OriginCheck(platform.portalOrigin()))
                .setAllowedOrigins("*");
    }
}

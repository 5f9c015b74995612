package vedette.cuweb;

import java.util.Map;
import org.springframework.boot.web.server.reactive.ConfigurableReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.netty.http.client.HttpClient;
import tools.jackson.databind.json.JsonMapper;
import vedette.contracts.Ids;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sc.ServiceInstanceAck;
import vedette.cuweb.netty.FaceTls;
import vedette.platform.config.PlatformConfiguration;
import vedette.platform.config.PlatformProperties;
import vedette.platform.instance.InstanceRegistration;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalClients;
import vedette.platform.internal.InternalTls;

/** The gateway's wiring: the list of routes, which is all that leaves this origin, and the clients behind them. */
@Configuration(proxyBeanMethods = false)
class GatewayConfiguration {

    /** The gateway's own event loops: those of the JVM end with whichever context of the same process closes first. */
    @Bean
    ReactorResourceFactory reactorResources() {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        resources.setUseGlobalResources(false);
        return resources;
    }

    @Bean
    InternalTls internalTls(PlatformProperties platform) {
        return new InternalTls(
                InternalCa.open(platform.dataDir().resolve("internal-ca")).identity("cu-web", platform.instance()));
    }

    /** The CA's mutual TLS for all routes; each address is only good for the entity that is configured there. */
    @Bean
    HttpClientCustomizer faceTls(InternalTls tls, CuWebProperties properties) {
        return FaceTls.customizer(
                tls, Map.of("cmu", properties.faces().cmu(), "scu", properties.faces().scu()));
    }

    @Bean
    RouteLocator routes(RouteLocatorBuilder builder, CuWebProperties properties) {
        return builder.routes()
                .route("cmu", r -> r.path("/cmu/v1/**").uri(properties.faces().cmu()))
                .route("scu-signal", r -> r.path("/scu/v1/signal").uri(properties.faces().scu()))
                // For viewers that have no signalling connection (H.626.4 §11.3, R01): the token in the body is the right to ask.
                .route("scu-relay-requests", r -> r.path("/scu/v1/relay-requests").uri(properties.faces().scu()))
                .build();
    }

    @Bean
    WebClient cmuClient(HttpClient client, CuWebProperties properties) {
        return WebClient.builder()
                .baseUrl(properties.faces().cmu().toString())
                .clientConnector(new ReactorClientHttpConnector(client))
                .build();
    }

    @Bean
    WebServerFactoryCustomizer<ConfigurableReactiveWebServerFactory> listener(
            PlatformProperties platform, CuWebProperties properties) {
        return factory -> {
            factory.setPort(properties.port());
            try {
                factory.setAddress(java.net.InetAddress.getByName(platform.bindAddress()));
            } catch (java.net.UnknownHostException e) {
                throw new IllegalArgumentException(
                        "vedette.bind-address must be an address of this host, found: " + platform.bindAddress(), e);
            }
        };
    }

    /** JSON with the boundary's rules, for problems and the registration. */
    @Bean
    JsonMapper boundaryJson() {
        JsonMapper.Builder builder = JsonMapper.builder();
        PlatformConfiguration.json(builder);
        return builder.build();
    }

    /** Tells the CMU that this gateway lives, for the operator's list of services. */
    @Bean
    InstanceRegistration instanceRegistration(PlatformProperties platform, InternalTls tls, JsonMapper mapper) {
        InternalClients clients = new InternalClients(tls, platform.services(), mapper);
        String bootId = Ids.next("boot");
        ServiceInstance self = new ServiceInstance(
                "cu-web",
                platform.instance(),
                bootId,
                new ServiceInstance.Urls(null, platform.portalOrigin(), null),
                platform.region(),
                null,
                null);
        return new InstanceRegistration(
                () -> self,
                instance -> {
                    ServiceInstanceAck ack = clients.restClient("cmu")
                            .post()
                            .uri("/internal/v1/service-instances")
                            .body(instance)
                            .retrieve()
                            .body(ServiceInstanceAck.class);
                    if (ack == null) {
                        throw new IllegalStateException("The CMU answered a registration without a body");
                    }
                    return ack;
                });
    }
}

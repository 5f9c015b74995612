package vedette.platform.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowEvents;
import vedette.contracts.sc.ServiceInstance;
import vedette.contracts.sc.ServiceInstanceAck;
import vedette.platform.error.BodyLimitFilter;
import vedette.platform.error.ProblemAdvice;
import vedette.platform.flow.CmuFlowSink;
import vedette.platform.flow.FlowFilter;
import vedette.platform.flow.FlowSink;
import vedette.platform.flow.FlowTrace;
import vedette.platform.flow.TraceFilter;
import vedette.platform.instance.InstanceRegistration;
import vedette.platform.instance.ServiceDescription;
import vedette.platform.internal.CallersInterceptor;
import vedette.platform.internal.FacePorts;
import vedette.platform.internal.FacesConfiguration;
import vedette.platform.internal.InternalClients;
import vedette.platform.internal.InternalTls;

/**
 * The platform's beans for a servlet service; a service imports it. The CMU brings its own {@link FlowSink} and no
 * registration of itself.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PlatformProperties.class)
@Import({FacesConfiguration.class, ProblemAdvice.class})
public class PlatformConfiguration {

    /** JSON as all boundaries have it: snake_case, times as RFC 3339 text, unknown properties ignored. */
    @Bean
    JsonMapperBuilderCustomizer vedetteJson() {
        return PlatformConfiguration::json;
    }

    /** Applies the boundary's JSON rules to a mapper builder; for code outside Spring too. */
    public static void json(JsonMapper.Builder builder) {
        builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .enumNamingStrategy(EnumNamingStrategies.SNAKE_CASE)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .changeDefaultPropertyInclusion(v -> v.withValueInclusion(JsonInclude.Include.ALWAYS));
    }

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    InternalClients internalClients(InternalTls tls, PlatformProperties properties, JsonMapper mapper) {
        return new InternalClients(tls, properties.services(), mapper);
    }

    @Bean
    @ConditionalOnMissingBean(FlowSink.class)
    CmuFlowSink cmuFlowSink(InternalClients clients) {
        return new CmuFlowSink((FlowEvents events) -> clients.restClient("cmu")
                .post()
                .uri("/internal/v1/flow-events")
                .body(events)
                .retrieve()
                .toBodilessEntity());
    }

    @Bean
    FlowTrace flowTrace(PlatformProperties properties, FlowSink sink, Clock clock) {
        return new FlowTrace(properties.entity(), sink, clock, System::nanoTime);
    }

    @Bean
    FilterRegistrationBean<FlowFilter> flowFilter(FlowTrace trace) {
        FilterRegistrationBean<FlowFilter> registration = new FilterRegistrationBean<>(new FlowFilter(trace));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 20);
        return registration;
    }

    @Bean
    FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter() {
        FilterRegistrationBean<BodyLimitFilter> registration = new FilterRegistrationBean<>(new BodyLimitFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }

    @Bean
    FilterRegistrationBean<TraceFilter> traceFilter() {
        FilterRegistrationBean<TraceFilter> registration = new FilterRegistrationBean<>(new TraceFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 5);
        return registration;
    }

    @Bean
    WebMvcConfigurer callers() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new CallersInterceptor()).addPathPatterns("/internal/**");
            }
        };
    }

    /** Registers every service but the CMU itself, which knows its own. */
    @Bean
    @ConditionalOnMissingBean(InstanceRegistration.class)
    @org.springframework.boot.autoconfigure.condition.ConditionalOnExpression("'${vedette.entity}' != 'cmu'")
    InstanceRegistration instanceRegistration(
            PlatformProperties properties,
            FacePorts ports,
            InternalClients clients,
            ObjectProvider<ServiceDescription> description) {
        String bootId = Ids.next("boot");
        return new InstanceRegistration(
                () -> {
                    ServiceInstance plain = new ServiceInstance(
                            properties.entity(),
                            properties.instance(),
                            bootId,
                            new ServiceInstance.Urls(internalUrl(properties, ports), null, null),
                            properties.region(),
                            null,
                            null);
                    ServiceDescription more = description.getIfAvailable();
                    return more == null ? plain : more.complete(plain);
                },
                self -> {
                    ServiceInstanceAck ack = clients.restClient("cmu")
                            .post()
                            .uri("/internal/v1/service-instances")
                            .body(self)
                            .retrieve()
                            .body(ServiceInstanceAck.class);
                    if (ack == null) {
                        throw new IllegalStateException("The CMU answered a registration without a body");
                    }
                    return ack;
                });
    }

    /** Where others reach this instance: its own entry among the services, since the public address may not lead inside. */
    private static String internalUrl(PlatformProperties properties, FacePorts ports) {
        String own = properties.services().get(properties.entity());
        return own == null ? "https://" + properties.publicAddress() + ":" + ports.internal() : own;
    }
}

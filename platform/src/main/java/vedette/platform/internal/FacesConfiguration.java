package vedette.platform.internal;

import java.security.KeyStore;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import vedette.platform.config.PlatformProperties;

/** Gives a service its two connectors, both with mutual TLS of the internal CA. */
@Configuration(proxyBeanMethods = false)
public class FacesConfiguration {
    private static final int HEADER_BYTES_MAX = 16 * 1024;
    private static final int CONNECTIONS_MAX = 2000;

    @Bean
    InternalTls internalTls(PlatformProperties properties) {
        InternalCa ca = InternalCa.open(properties.dataDir().resolve("internal-ca"));
        return new InternalTls(ca.identity(properties.entity(), properties.instance()));
    }

    @Bean
    FacePorts facePorts() {
        return new FacePorts();
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> faces(
            PlatformProperties properties, InternalTls tls, FacePorts ports) {
        return factory -> {
            factory.setPort(properties.publicPort());
            factory.addConnectorCustomizers(connector -> secure(connector, properties.bindAddress(), tls));
            Connector internal = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
            internal.setPort(properties.internalPort());
            secure(internal, properties.bindAddress(), tls);
            factory.addAdditionalConnectors(internal);
            ports.internal(internal);
        };
    }

    @Bean
    FilterRegistrationBean<FacesFilter> facesFilter(PlatformProperties properties, FacePorts ports) {
        FilterRegistrationBean<FacesFilter> registration =
                new FilterRegistrationBean<>(new FacesFilter(properties.entity(), ports::isInternal));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    private static void secure(Connector connector, String bindAddress, InternalTls tls) {
        connector.setScheme("https");
        connector.setSecure(true);
        if (!(connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> protocol)) {
            throw new IllegalStateException("Expected Tomcat's HTTP/1.1 protocol, found " + connector.getProtocolHandler());
        }
        try {
            protocol.setAddress(java.net.InetAddress.getByName(bindAddress));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException("vedette.bind-address must be an address of this host, found: " + bindAddress, e);
        }
        protocol.setSSLEnabled(true);
        protocol.setMaxHttpRequestHeaderSize(HEADER_BYTES_MAX);
        protocol.setMaxConnections(CONNECTIONS_MAX);
        SSLHostConfig host = new SSLHostConfig();
        host.setCertificateVerification("required");
        host.setProtocols("TLSv1.3");
        host.setTrustStore(tls.trustStore());
        SSLHostConfigCertificate certificate = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.EC);
        KeyStore keys = tls.keyStore();
        certificate.setCertificateKeystore(keys);
        certificate.setCertificateKeystorePassword("");
        certificate.setCertificateKeyPassword("");
        certificate.setCertificateKeyAlias("instance");
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
    }
}

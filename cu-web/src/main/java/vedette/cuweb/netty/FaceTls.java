package vedette.cuweb.netty;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import vedette.platform.internal.InternalTls;

/** Mutual TLS from the gateway to the public faces of the services. Stateless. */
public final class FaceTls {
    private FaceTls() {}

    /**
     * Makes the gateway's HTTP client present this instance and accept at each address only the entity that is configured there.
     *
     * @param faces base address by entity
     */
    public static HttpClientCustomizer customizer(InternalTls tls, Map<String, URI> faces) {
        SslContext context;
        try {
            context = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3")
                    .keyManager(tls.keyManagers())
                    .trustManager(new ByAddress(tls, faces))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("Cannot build the TLS context for calls to the services", e);
        }
        return client -> client.secure(spec -> spec.sslContext(context));
    }

    /** One client serves all routes, so the peer's address tells whom to expect. */
    private static final class ByAddress extends X509ExtendedTrustManager {
        private final Map<String, X509ExtendedTrustManager> byAddress;

        ByAddress(InternalTls tls, Map<String, URI> faces) {
            this.byAddress = new HashMap<>();
            faces.forEach((entity, face) -> {
                String address = address(face.getHost(), face.getPort());
                if (byAddress.put(address, tls.trustIn(entity)) != null) {
                    throw new IllegalArgumentException("vedette.cu-web.faces: each face needs an address of its own, found twice: " + address);
                }
            });
        }

        private static String address(@Nullable String host, int port) {
            return host + ":" + port;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            String address = address(engine.getPeerHost(), engine.getPeerPort());
            X509ExtendedTrustManager expected = byAddress.get(address);
            if (expected == null) {
                throw new CertificateException("No service is configured at " + address);
            }
            expected.checkServerTrusted(chain, authType);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("The peer's address must be known to check it");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
            checkServerTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("This trust manager is for calls to services only");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            checkClientTrusted(chain, authType);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

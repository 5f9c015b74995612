package vedette.device.netty;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import vedette.device.TlsTrust;

/** TLS of a device as a client: versions 1.3 and 1.2, servers judged by {@link TlsTrust}. Stateless. */
public final class DeviceTls {
    private DeviceTls() {}

    /** For Netty. Give the server's name to {@code newHandler}, or no certificate is accepted. */
    public static SslContext context(TlsTrust trust) throws SSLException {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(new DeviceTrustManager(trust))
                .protocols("TLSv1.3", "TLSv1.2")
                .build();
    }

    /** For blocking sockets. Layer it over a connected socket, naming the server. */
    public static SSLSocketFactory socketFactory(TlsTrust trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new DeviceTrustManager(trust)}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has TLS", e);
        }
    }
}

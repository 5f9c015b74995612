package vedette.webrtc;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import vedette.stun.TransactionId;
import vedette.stun.netty.TurnListener;
import vedette.stun.netty.TurnListenerSettings;
import vedette.stun.server.Cidr;
import vedette.stun.server.ClientPath;
import vedette.stun.server.CredentialRegistry;
import vedette.stun.server.Grant;
import vedette.stun.server.PeerPolicy;
import vedette.stun.server.TurnEvents;
import vedette.stun.server.TurnSession;

/** The platform's TURN server on 127.0.0.1, over UDP, TCP and TLS, with one session. */
final class TurnHouse implements AutoCloseable {
    private static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");

    /** Transports of the allocations made, in order. */
    final BlockingQueue<ClientPath.Transport> allocated = new LinkedBlockingQueue<>();

    final BlockingQueue<String> released = new LinkedBlockingQueue<>();
    private final X509Certificate certificate;
    private final CredentialRegistry.Issued credential;
    private final TurnListener listener;

    TurnHouse() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair keys = generator.generateKeyPair();
        certificate = certificate(keys);
        CredentialRegistry credentials = new CredentialRegistry("vedette", new SecureRandom());
        TurnSession session = new TurnSession("rly_test", new PeerPolicy(List.of(Cidr.parse("127.0.0.1/32"))));
        session.allow(Set.of(LOCAL));
        credential = credentials.issue(
                "1999999999:ses_test:pu", "pu", session, System.nanoTime() + Duration.ofHours(1).toNanos());
        listener = TurnListener.start(
                TurnListenerSettings.of(
                        LOCAL,
                        0,
                        0,
                        new TurnListenerSettings.Tls(keys.getPrivate(), List.of(certificate)),
                        40_000,
                        40_099),
                settings -> settings,
                credentials,
                new TurnEvents() {
                    @Override
                    public void allocated(
                            Grant grant, ClientPath client, InetSocketAddress relayed, TransactionId id) {
                        allocated.add(client.transport());
                    }

                    @Override
                    public void released(
                            Grant grant, ClientPath client, InetSocketAddress relayed, String reason) {
                        released.add(reason);
                    }
                },
                null);
    }

    private static X509Certificate certificate(KeyPair keys) throws Exception {
        X500Name name = new X500Name("CN=turn");
        var builder = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Instant.now().minusSeconds(3600)),
                        Date.from(Instant.now().plusSeconds(86_400)),
                        name,
                        keys.getPublic())
                .addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    IceServer udp() {
        return server("turn:127.0.0.1:" + listener.port() + "?transport=udp");
    }

    IceServer tcp() {
        return server("turn:127.0.0.1:" + listener.port() + "?transport=tcp");
    }

    IceServer tls() {
        return server("turns:127.0.0.1:" + listener.tlsPort() + "?transport=tcp");
    }

    IceServer server(String uri) {
        return new IceServer(uri, credential.username(), credential.password());
    }

    /** Trusts this server only. */
    SSLSocketFactory trust() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("turn", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context.getSocketFactory();
    }

    @Override
    public void close() {
        listener.close();
    }
}

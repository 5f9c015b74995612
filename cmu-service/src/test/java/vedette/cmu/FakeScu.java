package vedette.cmu;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import vedette.platform.internal.InternalTls;

/** The internal face of an SCU that only writes down what it is told, with the certificate of an SCU. */
final class FakeScu implements AutoCloseable {
    private final HttpsServer server;
    private final CountDownLatch stopped = new CountDownLatch(1);
    final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    volatile int status = 204;
    /** Answer to a relay order, if any. */
    volatile String relay = "";
    /** How long a relay order takes. */
    volatile Duration delay = Duration.ZERO;

    FakeScu(CmuServer cmu) {
        try {
            InternalTls tls = cmu.tls("scu", "1");
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(tls.trustStore());
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(tls.keyManagers().getKeyManagers(), trust.getTrustManagers(), null);
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    SSLParameters ssl = context.getDefaultSSLParameters();
                    ssl.setNeedClientAuth(true);
                    parameters.setSSLParameters(ssl);
                }
            });
            server.createContext("/", exchange -> {
                String body =
                        new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
                int answer = status;
                calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
                if (!relay.isEmpty()
                        && exchange.getRequestURI().getPath().equals("/internal/v1/relays")) {
                    byte[] offer = relay.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                    await(delay);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(201, offer.length);
                    exchange.getResponseBody().write(offer);
                    exchange.close();
                    return;
                }
                exchange.sendResponseHeaders(answer, -1);
                exchange.close();
            });
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void await(Duration time) {
        try {
            stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells the CMU that this is SCU 1. */
    void announce(CmuServer cmu, String boot) {
        cmu.internal(
                        "scu",
                        "POST",
                        "/internal/v1/service-instances",
                        Map.of(
                                "entity",
                                "scu",
                                "instance",
                                "1",
                                "boot_id",
                                boot,
                                "urls",
                                Map.of(
                                        "internal",
                                        "https://127.0.0.1:"
                                                + server.getAddress().getPort())))
                .expect(200);
    }

    String await() {
        try {
            String call = calls.poll(5, TimeUnit.SECONDS);
            if (call == null) {
                throw new AssertionError("The SCU was not called within 5 s");
            }
            return call;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stopped.countDown();
        server.stop(0);
    }
}

package vedette.scu;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import vedette.contracts.ps.DeviceProofs;
import vedette.device.factory.VendorRoot;
import vedette.platform.internal.FacePorts;
import vedette.platform.internal.InternalCa;
import vedette.platform.internal.InternalTls;
import vedette.scu.channel.Frames;
import vedette.scu.config.DeviceUrls;

/** The real application on free ports beside a {@link CmuDouble}. */
final class RunningScu implements AutoCloseable {
    final Path data;
    final CmuDouble cmu;
    final VendorRoot vendor;
    final ConfigurableApplicationContext context;

    RunningScu(Path data, CmuDouble cmu, Map<String, Object> extra) {
        this.data = data;
        this.cmu = cmu;
        this.vendor = VendorRoot.openOrCreate(data.resolve("vendor"), "Example Cameras");
        cmu.vendorRoots.put(DeviceProofs.pin(vendor.certificate().getPublicKey()), "Example Cameras");
        Map<String, Object> settings = new LinkedHashMap<>(Map.of(
                "vedette.data-dir", data.toString(),
                "vedette.public-port", 0,
                "vedette.internal-port", 0,
                "vedette.portal-origin", CmuDouble.ORIGIN,
                "vedette.services.cmu", cmu.url(),
                "vedette.scu.device.port", 0,
                "spring.output.ansi.enabled", "never"));
        settings.putAll(extra);
        this.context = ScuApplication.start(settings);
    }

    static RunningScu start(Path data) throws Exception {
        return new RunningScu(data, new CmuDouble(data), Map.of());
    }

    String deviceBase() {
        return context.getBean(DeviceUrls.class).base();
    }

    SSLContext deviceTrust() throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        try (var pem = Files.newInputStream(data.resolve("device-tls/ca.pem"))) {
            String text = new String(pem.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII);
            String certificate = text.substring(text.indexOf("-----BEGIN CERTIFICATE"));
            trust.setCertificateEntry("ca", CertificateFactory.getInstance("X.509")
                    .generateCertificate(new java.io.ByteArrayInputStream(certificate.getBytes(java.nio.charset.StandardCharsets.US_ASCII))));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    RawDevice device(@Nullable String serial) throws Exception {
        return new RawDevice(vendor, serial, deviceTrust(), deviceBase());
    }

    private HttpClient as(String entity) {
        return HttpClient.newBuilder()
                .sslContext(new InternalTls(InternalCa.open(data.resolve("internal-ca")).identity(entity, "1")).clientContext("scu"))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** A viewer's signalling connection as it comes from the gateway. */
    RawSocket viewer(@Nullable String origin) throws Exception {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        Map<String, String> headers = origin == null ? Map.of() : Map.of("Origin", origin, "X-Forwarded-For", "192.0.2.7");
        return RawSocket.open(as("cu-web"), URI.create("wss://127.0.0.1:" + port + "/scu/v1/signal"), null, headers);
    }

    /** A request to the public face as it comes from the gateway. */
    HttpResponse<String> viewerPost(String path, Object body, String address) throws Exception {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        return as("cu-web")
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                                .header("Content-Type", "application/json")
                                .header("X-Forwarded-For", address)
                                .POST(HttpRequest.BodyPublishers.ofString(body instanceof String text ? text : Frames.MAPPER.writeValueAsString(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> internal(String entity, String method, String path, @Nullable Object body) throws Exception {
        int port = context.getBean(FacePorts.class).internal();
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(Frames.MAPPER.writeValueAsString(body));
        return as(entity)
                .send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                                .header("Content-Type", "application/json")
                                .method(method, publisher)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    /** Waits until a condition holds; fails after 15 s. */
    static void await(String what, BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        Object monitor = new Object();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("not within 15 s: " + what);
            }
            synchronized (monitor) {
                TimeUnit.MILLISECONDS.timedWait(monitor, 20);
            }
        }
    }

    @Override
    public void close() {
        context.close();
        cmu.close();
    }
}

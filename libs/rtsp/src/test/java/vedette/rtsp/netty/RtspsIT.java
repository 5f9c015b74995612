package vedette.rtsp.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;
import vedette.rtsp.client.RtspFailure.Kind;
import vedette.rtsp.server.ServerConfig;
import vedette.testkit.Processes;

/** RTSP over TLS: tokens are taken, media stays inside, foreign certificates are refused. */
class RtspsIT {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path folder;

    @Test
    void bearerOverTls() throws Exception {
        var store = folder.resolve("server.p12");
        Processes.run(
                Duration.ofSeconds(20),
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "s",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD));
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD);
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("s", keys.getCertificate("s"));
        var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(trust);
        var group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        var options = RtspServerOptions.of(TestStream.loopback(0), ServerConfig.of("vedette"))
                .withSsl(SslContextBuilder.forServer(keyManagers).build())
                .withGroup(group);
        try (var stream = new TestStream(folder);
                var server = RtspServer.start(options, stream)) {
            var url = RtspUrl.parse("rtsps://127.0.0.1:" + server.port() + "/live/test");
            var config = ClientConfig.of(url, new ClientCredentials.Bearer("token"));
            var client =
                    SslContextBuilder.forClient().trustManager(trustManagers).build();

            var viewer = new Viewer(20);
            try (var _ = RtspClient.connect(config, group, client, viewer)) {
                assertThat(viewer.awaitPictures(Duration.ofSeconds(15))).isTrue();
            }
            var ffmpeg = Processes.run(
                    Duration.ofSeconds(20),
                    "/usr/bin/ffmpeg",
                    "-v",
                    "error",
                    "-i",
                    "rtsps://viewer:secret@127.0.0.1:" + server.port() + "/live/test",
                    "-frames:v",
                    "10",
                    "-an",
                    "-f",
                    "framecrc",
                    "-");
            assertThat(ffmpeg.text().lines().filter(l -> l.startsWith("0,"))).hasSize(10);
            var udp = new Viewer(1);
            try (var _ = RtspClient.connect(config.withUdp(), group, client, udp)) {
                assertThat(udp.awaitFailure().kind()).isEqualTo(Kind.TRANSPORT_REFUSED);
            }
            var distrustful = new Viewer(1);
            try (var _ = RtspClient.connect(
                    config, group, SslContextBuilder.forClient().build(), distrustful)) {
                assertThat(distrustful.awaitFailure().kind()).isEqualTo(Kind.UNREACHABLE);
            }
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
    }
}

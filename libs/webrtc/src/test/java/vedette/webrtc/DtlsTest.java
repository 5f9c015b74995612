package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCryptoProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both DTLS roles against each other, in memory. */
class DtlsTest {
    private final SecureRandom random = new SecureRandom();
    private final JcaTlsCrypto crypto = new JcaTlsCryptoProvider().create(random);
    private final DtlsIdentity left = DtlsIdentity.generate(random, Instant.EPOCH);
    private final DtlsIdentity right = DtlsIdentity.generate(random, Instant.EPOCH);
    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    /** One side: its events and its datagrams. */
    private static final class Side implements DtlsEvents {
        final CompletableFuture<SrtpKeys> keys = new CompletableFuture<>();
        final CompletableFuture<Fingerprint> wrong = new CompletableFuture<>();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        DtlsDatagrams datagrams;

        @Override
        public void keys(SrtpKeys exported) {
            keys.complete(exported);
        }

        @Override
        public void wrongCertificate(Fingerprint expected, Fingerprint found) {
            wrong.complete(found);
        }

        @Override
        public void closedByViewer() {
            closed.complete(true);
        }
    }

    private final Side client = new Side();
    private final Side server = new Side();

    DtlsTest() {
        client.datagrams = new DtlsDatagrams((data, offset, length) -> server.datagrams.offer(copy(data, offset, length)));
        server.datagrams = new DtlsDatagrams((data, offset, length) -> client.datagrams.offer(copy(data, offset, length)));
    }

    private static byte[] copy(byte[] data, int offset, int length) {
        return java.util.Arrays.copyOfRange(data, offset, offset + length);
    }

    @AfterEach
    void stop() {
        client.datagrams.close();
        server.datagrams.close();
        executor.shutdownNow();
    }

    private Future<DTLSTransport> connect(Fingerprint expected) {
        return executor.submit(() -> new DTLSClientProtocol()
                .connect(new DtlsClient(new DtlsPeer(crypto, left, expected, client)), client.datagrams));
    }

    private Future<DTLSTransport> accept(Fingerprint expected) {
        return executor.submit(() -> new DTLSServerProtocol()
                .accept(new DtlsServer(new DtlsPeer(crypto, right, expected, server)), server.datagrams));
    }

    @Test
    void bothSidesExportTheSameKeys_andGcmIsPreferred() throws Exception {
        Future<DTLSTransport> accepted = accept(left.fingerprint());
        DTLSTransport transport = connect(right.fingerprint()).get(20, TimeUnit.SECONDS);
        DTLSTransport other = accepted.get(20, TimeUnit.SECONDS);

        SrtpKeys mine = client.keys.get();
        SrtpKeys theirs = server.keys.get();
        assertThat(mine.profile()).isEqualTo(SrtpProfile.AEAD_AES_128_GCM);
        assertThat(mine.sendKey()).isEqualTo(theirs.receiveKey()).hasSize(16);
        assertThat(mine.sendSalt()).isEqualTo(theirs.receiveSalt()).hasSize(12);
        assertThat(mine.receiveKey()).isEqualTo(theirs.sendKey()).isNotEqualTo(mine.sendKey());

        transport.close();
        assertThat(executor.submit(() -> other.receive(new byte[1500], 0, 1500, 2000)))
                .failsWithin(5, TimeUnit.SECONDS);
        assertThat(server.closed).isCompletedWithValue(true);
    }

    @Test
    void clientRefusesAnotherCertificate() {
        accept(left.fingerprint());
        Future<DTLSTransport> connected = connect(Offers.OTHER);
        assertThatThrownBy(() -> connected.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(client.wrong).isCompletedWithValue(right.fingerprint());
        assertThat(client.keys).isNotDone();
    }

    @Test
    void serverRefusesAnotherCertificate() {
        Future<DTLSTransport> accepted = accept(Offers.OTHER);
        connect(right.fingerprint());
        assertThatThrownBy(() -> accepted.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        assertThat(server.wrong).isCompletedWithValue(left.fingerprint());
        assertThat(server.keys).isNotDone();
    }
}

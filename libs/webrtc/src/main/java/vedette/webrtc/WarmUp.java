package vedette.webrtc;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.ice.harvest.SinglePortUdpHarvester;
import org.jspecify.annotations.Nullable;
import vedette.rtp.g711.G711;

/**
 * Does once what a session does, before the first viewer comes: SDP, ICE, a DTLS handshake with itself in memory, SRTP. Loading and linking
 * those classes takes about a second on a small device, which the first viewer would wait for.
 */
final class WarmUp {
    private static final String OFFER = """
            v=0
            o=- 1 2 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 0 1
            m=video 9 UDP/TLS/RTP/SAVPF 102
            c=IN IP4 0.0.0.0
            a=ice-ufrag:warm
            a=ice-pwd:warm-up-password-no-one-has
            a=ice-options:trickle
            a=fingerprint:sha-256 FINGERPRINT
            a=setup:actpass
            a=mid:0
            a=recvonly
            a=rtcp-mux
            a=rtpmap:102 H264/90000
            a=rtcp-fb:102 goog-remb
            a=rtcp-fb:102 nack pli
            a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
            m=audio 9 UDP/TLS/RTP/SAVPF 8
            c=IN IP4 0.0.0.0
            a=fingerprint:sha-256 FINGERPRINT
            a=setup:actpass
            a=mid:1
            a=recvonly
            a=rtcp-mux
            a=rtpmap:8 PCMA/8000
            """;

    private static final int STUN_WAIT_MILLIS = 5000;

    private WarmUp() {}

    static void run(
            @Nullable SinglePortUdpHarvester sharedPort,
            DtlsIdentity identity,
            JcaTlsCrypto crypto,
            SecureRandom random)
            throws IOException, OfferRejectedException, InterruptedException {
        String sdp = OFFER.replace("FINGERPRINT", identity.fingerprint().value()).replace("\n", "\r\n");
        RemoteOffer offer = RemoteOffer.read(new ViewerOffer(
                sdp, identity.fingerprint(), IceOptions.NONE, MediaPlan.videoAndAudio("42e01f", G711.A_LAW)));
        IceTransport.Events nobody = new IceTransport.Events() {
            @Override
            public void localCandidate(String line) {}

            @Override
            public void localCandidatesDone() {}

            @Override
            public void failed() {}
        };
        try (IceTransport ice =
                new IceTransport(sharedPort, IceOptions.NONE, offer.ufrag(), offer.password(), nobody)) {
            SessionIds ids = SessionIds.draw(random);
            List<String> candidates = ice.localCandidates();
            new SdpAnswer(
                            ids.sessionId(),
                            offer,
                            ice.localUfrag(),
                            ice.localPassword(),
                            identity.fingerprint(),
                            ids.cname(),
                            ids.videoSsrc(),
                            ids.audioSsrc(),
                            candidates)
                    .format();
            ice.start();
            ice.addRemoteCandidate("candidate:1 1 udp 1 192.0.2.1 9 typ host");
            if (sharedPort == null) {
                askStun(ice);
            }
        }
        handshake(identity, crypto);
        for (SrtpProfile profile : SrtpProfile.values()) {
            protect(profile);
        }
    }

    /** One Binding exchange with a server of this process; the answer says 192.0.2.1, which is nobody. */
    private static void askStun(IceTransport ice) throws IOException {
        try (DatagramSocket server = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            server.setSoTimeout(STUN_WAIT_MILLIS);
            Thread.ofVirtual().name("webrtc-warm-up-stun").start(() -> answerBindings(server));
            ice.harvest(new TransportAddress("127.0.0.1", server.getLocalPort(), Transport.UDP));
        }
    }

    private static void answerBindings(DatagramSocket server) {
        byte[] buffer = new byte[512];
        try {
            while (!server.isClosed()) {
                DatagramPacket request = new DatagramPacket(buffer, buffer.length);
                server.receive(request);
                // RFC 8489 §5, §14.2: header with the request's transaction, XOR-MAPPED-ADDRESS of 192.0.2.1 port 9.
                byte[] answer = ByteBuffer.allocate(32)
                        .putShort((short) 0x0101)
                        .putShort((short) 12)
                        .put(buffer, 4, 16)
                        .putShort((short) 0x0020)
                        .putShort((short) 8)
                        .putShort((short) 1)
                        .putShort((short) (9 ^ 0x2112))
                        .putInt(0xC0000201 ^ 0x2112A442)
                        .array();
                server.send(new DatagramPacket(answer, answer.length, request.getSocketAddress()));
            }
        } catch (IOException over) {
            server.close(); // Closed by the warm-up, or nobody asked in time.
        }
    }

    private static void protect(SrtpProfile profile) throws IOException {
        SrtpKeys keys = SrtpKeys.cut(profile, new byte[SrtpKeys.materialLength(profile)], true);
        try (SrtpTransform transform = new SrtpTransform(keys)) {
            byte[] packet = new byte[64 + SrtpProfile.OVERHEAD_MAX];
            packet[0] = (byte) 0x80;
            transform.protectRtp(0, packet, 64);
            transform.protectRtcp(0, new byte[] {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 0});
        } catch (GeneralSecurityException e) {
            throw new IOException("SRTP profile " + profile + " does not work on this JDK", e);
        }
    }

    /** One side of the handshake in memory. */
    private static final class Side implements DtlsEvents {
        private final DtlsDatagrams datagrams = new DtlsDatagrams(this::deliver);
        private volatile @Nullable Side other;

        private void deliver(byte[] data, int offset, int length) {
            Side to = other;
            if (to != null) {
                to.datagrams.offer(Arrays.copyOfRange(data, offset, offset + length));
            }
        }

        @Override
        public void keys(SrtpKeys keys) {}

        @Override
        public void wrongCertificate(Fingerprint expected, Fingerprint found) {}

        @Override
        public void closedByViewer() {}
    }

    private static void handshake(DtlsIdentity identity, JcaTlsCrypto crypto) throws IOException, InterruptedException {
        Side viewer = new Side();
        Side camera = new Side();
        viewer.other = camera;
        camera.other = viewer;
        Thread accepting = Thread.ofVirtual().name("webrtc-warm-up-peer").start(() -> {
            try {
                new DTLSServerProtocol()
                        .accept(
                                new DtlsServer(new DtlsPeer(crypto, identity, identity.fingerprint(), viewer)),
                                viewer.datagrams);
            } catch (IOException e) {
                camera.datagrams.close(); // The connecting side then fails too, and says so.
            }
        });
        try {
            DTLSTransport transport = new DTLSClientProtocol()
                    .connect(
                            new DtlsClient(new DtlsPeer(crypto, identity, identity.fingerprint(), camera)),
                            camera.datagrams);
            transport.close();
        } finally {
            viewer.datagrams.close();
            accepting.join();
        }
    }
}

package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import vedette.stun.server.ClientPath;

/** Gathering from the platform's own TURN server, and from servers that are not there. The sockets are this host's, the server is on 127.0.0.1. */
@Timeout(90)
class TurnGatherIT {
    private static final String DONE = "done";

    /** Nobody listens on the discard port. */
    private static final String DEAD = "127.0.0.1:9";

    private TurnHouse house;
    private WebRtcPeers peers;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(
                NetworkInterface.networkInterfaces().anyMatch(TurnGatherIT::isOutward),
                "ice4j gathers on no loopback interface, and this host has no other");
        house = new TurnHouse();
        peers = WebRtcPeers.create(WebRtcConfig.network());
    }

    private static boolean isOutward(NetworkInterface candidate) {
        try {
            return candidate.isUp() && !candidate.isLoopback() && candidate.inetAddresses().findAny().isPresent();
        } catch (java.net.SocketException e) {
            return false;
        }
    }

    @AfterEach
    void close() {
        if (peers != null) {
            peers.close();
            house.close();
        }
    }

    private static final class Log implements WebRtcPeer.Listener {
        final BlockingQueue<String> gathered = new LinkedBlockingQueue<>();

        @Override
        public void localCandidate(String candidate) {
            gathered.add(candidate);
        }

        @Override
        public void localCandidatesDone() {
            gathered.add(DONE);
        }

        @Override
        public void connected(SelectedPair pair) {}

        @Override
        public void keyFrameRequested() {}

        @Override
        public void closed(WebRtcPeer.CloseReason reason) {}

        /** All up to the end, or up to the first relayed one. */
        List<String> upTo(String kind) throws InterruptedException {
            List<String> seen = new ArrayList<>();
            String next;
            do {
                next = gathered.poll(30, TimeUnit.SECONDS);
                assertThat(next).as("after " + seen).isNotNull();
                seen.add(next);
            } while (!next.equals(DONE) && !next.contains(kind));
            return seen;
        }
    }

    private WebRtcPeer answer(Log log, boolean udpBlocked, IceServer... servers) throws Exception {
        ViewerOffer offer = Offers.of(Offers.chromium());
        return peers.answer(
                new ViewerOffer(
                        offer.sdp(),
                        offer.viewerFingerprint(),
                        new IceOptions(List.of(servers), house.trust(), udpBlocked),
                        offer.plan()),
                log);
    }

    @Test
    void turnOverUdp_givesARelayedCandidate_andIsReleasedAtTheEnd() throws Exception {
        Log log = new Log();
        try (WebRtcPeer peer = answer(log, false, house.udp(), house.tls())) {
            assertThat(peer.answerSdp()).contains("typ host").doesNotContain("typ relay");
            assertThat(log.upTo("typ relay").getLast()).contains("127.0.0.1");
            assertThat(house.allocated.poll(5, TimeUnit.SECONDS)).isEqualTo(ClientPath.Transport.UDP);
        }
        assertThat(house.released.poll(10, TimeUnit.SECONDS)).as("released at once, not after ten minutes").isNotNull();
    }

    @Test
    void turnOverTcpAndTls_givesARelayedCandidate_andNoFalseReflexiveOne() throws Exception {
        for (IceServer server : List.of(house.tcp(), house.tls())) {
            Log log = new Log();
            try (WebRtcPeer peer = answer(log, false, server)) {
                List<String> seen = log.upTo(DONE);
                assertThat(seen).anyMatch(line -> line.contains("typ relay"));
                assertThat(seen).noneMatch(line -> line.contains("typ srflx"));
                assertThat(peer.iceUfrag()).isNotEmpty();
            }
            assertThat(house.released.poll(10, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(house.allocated)
                .containsExactly(ClientPath.Transport.TCP, ClientPath.Transport.TLS);
    }

    @Test
    void deadServers_delayNobody_andStreamsFollowSilentUdp() throws Exception {
        Log log = new Log();
        try (WebRtcPeer peer = answer(
                log,
                false,
                new IceServer("stun:" + DEAD, null, null),
                house.server("turn:" + DEAD + "?transport=udp"),
                house.server("turn:" + DEAD + "?transport=tcp"),
                house.tls())) {
            assertThat(peer.answerSdp()).contains("typ host");
            assertThat(log.upTo("typ relay")).as("before the dead ones are given up").doesNotContain(DONE);
            assertThat(house.allocated.poll(5, TimeUnit.SECONDS)).isEqualTo(ClientPath.Transport.TLS);
        }
    }

    @Test
    void blockedUdp_goesStraightToTheStream() throws Exception {
        Log log = new Log();
        try (WebRtcPeer peer = answer(log, true, house.server("turn:" + DEAD + "?transport=udp"), house.tcp())) {
            assertThat(log.upTo("typ relay").getLast()).contains("typ relay");
            assertThat(peer.answerSdp()).doesNotContain("typ relay");
        }
    }

    @Test
    void serverWithAnotherCertificate_isNotUsed() throws Exception {
        Log log = new Log();
        ViewerOffer offer = Offers.of(Offers.chromium());
        IceOptions publicOnly = new IceOptions(List.of(house.tls()), null, false);
        try (WebRtcPeer peer = peers.answer(
                new ViewerOffer(offer.sdp(), offer.viewerFingerprint(), publicOnly, offer.plan()), log)) {
            assertThat(log.upTo("typ relay")).containsExactly(DONE);
            assertThat(house.allocated).isEmpty();
            assertThat(peer.answerSdp()).contains("typ host");
        }
    }

    @Test
    void sessionThatEndsWhileGathering_leavesNothingBehind() throws Exception {
        Log log = new Log();
        answer(log, false, house.server("turn:" + DEAD + "?transport=udp"), new IceServer("stun:" + DEAD, null, null))
                .close();
        assertThat(peers.sessions()).isZero();
        assertThat(log.gathered).doesNotContain("typ relay");
    }
}

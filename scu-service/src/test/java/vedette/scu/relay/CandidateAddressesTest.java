package vedette.scu.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which addresses of candidates a relay may let through. */
class CandidateAddressesTest {
    @Test
    void reflexiveAndRelayed_areTaken_hostsNever() {
        String sdp = """
                v=0
                a=candidate:1 1 udp 2122260223 192.168.1.20 50000 typ host generation 0
                a=candidate:2 1 udp 2122260223 3f2504e0-4f89-41d3-9a0c-0305e82c3301.local 50001 typ host
                a=candidate:3 1 udp 1686052607 203.0.113.9 40000 typ srflx raddr 192.168.1.20 rport 50000
                a=candidate:4 1 udp 41885439 198.51.100.4 49170 typ relay raddr 203.0.113.9 rport 40000
                a=candidate:5 1 udp 1686052607 2001:db8::9 40000 typ srflx raddr :: rport 0
                a=candidate:6 1 udp 1 10.0.0.1 9 typ prflx
                """;
        assertThat(CandidateAddresses.of(sdp)).containsExactly("203.0.113.9", "198.51.100.4", "2001:db8::9");
        assertThat(CandidateAddresses.of("candidate:3 1 udp 1 203.0.113.9 40000 typ srflx")).containsExactly("203.0.113.9");
    }

    @Test
    void junk_isNoAddress() {
        assertThat(CandidateAddresses.of(null)).isEmpty();
        assertThat(CandidateAddresses.of("candidate:")).isEmpty();
        assertThat(CandidateAddresses.of("candidate:1 1 udp 1 evil.example 1 typ srflx")).isEmpty();
        assertThat(CandidateAddresses.isAddress("203.0.113.9")).isTrue();
        assertThat(CandidateAddresses.isAddress("203.0.113.9:80")).isFalse();
        assertThat(CandidateAddresses.isAddress("localhost")).isFalse();
    }

    @Test
    void aFloodOfCandidates_isCut() {
        StringBuilder sdp = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            sdp.append("a=candidate:1 1 udp 1 203.0.113.").append(i).append(" 40000 typ srflx\n");
        }
        assertThat(CandidateAddresses.of(sdp.toString())).hasSize(16);
    }
}

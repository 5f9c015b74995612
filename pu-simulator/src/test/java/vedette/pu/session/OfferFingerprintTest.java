package vedette.pu.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import vedette.device.RpcException;

class OfferFingerprintTest {
    private static final String HASH =
            "AB:BB:9F:5C:FC:93:19:82:55:9C:3E:A6:BF:3E:CA:D1:0A:92:04:6B:88:C8:79:FB:3A:41:88:80:F8:E0:4C:C4";

    @Test
    void sameCertificateOnEachSection_isOne() {
        String sdp = "v=0\r\na=fingerprint:sha-256 " + HASH + "\r\nm=video 9 x 1\r\na=fingerprint:SHA-256 "
                + HASH.toLowerCase(java.util.Locale.ROOT) + "\r\n";
        assertThat(OfferFingerprint.read(sdp).value()).isEqualTo(HASH);
    }

    @Test
    void none_two_orAnotherHash_isRejected() {
        assertThatThrownBy(() -> OfferFingerprint.read("v=0\r\n"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("found 0");
        assertThatThrownBy(() -> OfferFingerprint.read(
                        "a=fingerprint:sha-256 " + HASH + "\na=fingerprint:sha-256 00" + HASH.substring(2) + "\n"))
                .hasMessageContaining("found 2");
        assertThatThrownBy(() -> OfferFingerprint.read("a=fingerprint:sha-1 AB:CD\n"))
                .hasMessageContaining("sha-256");
        assertThatThrownBy(() -> OfferFingerprint.read("x".repeat(70_000))).hasMessageContaining("at most");
    }
}

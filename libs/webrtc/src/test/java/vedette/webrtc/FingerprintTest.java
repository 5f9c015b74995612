package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void formsOfTheSameFingerprintAreEqual() {
        String text = Offers.FINGERPRINT.value();
        assertThat(Fingerprint.parse("sha-256 " + text.toLowerCase(Locale.ROOT))).isEqualTo(Offers.FINGERPRINT);
        assertThat(Fingerprint.parse(" SHA-256   " + text)).isEqualTo(Offers.FINGERPRINT);
    }

    @Test
    void othersAreRefused() {
        assertThatThrownBy(() -> Fingerprint.parse("sha-1 " + Offers.FINGERPRINT)).hasMessageContaining("sha-256");
        assertThatThrownBy(() -> Fingerprint.parse("AB:CD")).hasMessageContaining("32 hex bytes");
        assertThatThrownBy(() -> Fingerprint.parse("")).hasMessageContaining("32 hex bytes");
    }

    @Test
    void identitiesDifferAndNameTheirCertificate() throws Exception {
        DtlsIdentity one = DtlsIdentity.generate(new SecureRandom(), Instant.EPOCH);
        DtlsIdentity two = DtlsIdentity.generate(new SecureRandom(), Instant.EPOCH);
        assertThat(one.fingerprint()).isEqualTo(Fingerprint.ofCertificate(one.encoded()));
        assertThat(one.fingerprint()).isNotEqualTo(two.fingerprint());
        one.certificate().verify(one.certificate().getPublicKey());
    }
}

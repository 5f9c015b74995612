package vedette.contracts.ps;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class DeviceProofsTest {
    private final KeyPair keys = p256();

    private static KeyPair p256() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void registration_joinsPurposeOriginNonceBootAndHash() {
        String text = DeviceProofs.registration(
                "https://example.org", "bm9uY2U", "Ym9vdA", "VDT-0000-0001", "pu", "1.0", "Cube", "dmVyaWZpZXI", "rtsp://10.0.0.2:8600");
        assertThat(text)
                .startsWith("vedette-device-v1\nregister\nhttps://example.org\nbm9uY2U\nYm9vdA\n")
                .endsWith(DeviceProofs.sha256(
                        "VDT-0000-0001\npu\n1.0\nCube\ndmVyaWZpZXI\nrtsp://10.0.0.2:8600".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void signature_isSixtyFourBytes_andFailsForAnyOtherTextKeyOrForm() {
        String signature = DeviceProofs.sign(keys.getPrivate(), "text");
        assertThat(Base64.getUrlDecoder().decode(signature)).hasSize(64);
        assertThat(DeviceProofs.verify(keys.getPublic(), "text", signature)).isTrue();
        assertThat(DeviceProofs.verify(keys.getPublic(), "texts", signature)).isFalse();
        assertThat(DeviceProofs.verify(p256().getPublic(), "text", signature)).isFalse();
        assertThat(DeviceProofs.verify(keys.getPublic(), "text", "*".repeat(86))).isFalse();
        assertThat(DeviceProofs.verify(keys.getPublic(), "text", "AAAA")).isFalse();
        assertThat(DeviceProofs.verify(keys.getPublic(), "text", "A".repeat(86))).isFalse();
        assertThat(DeviceProofs.verify(keys.getPublic(), "text", null)).isFalse();
    }

    @Test
    void publicKey_readsItsOwnSpki() {
        String spki = Base64.getUrlEncoder().withoutPadding().encodeToString(keys.getPublic().getEncoded());
        assertThat(DeviceProofs.publicKey(spki)).isEqualTo(keys.getPublic());
        assertThat(DeviceProofs.pin(keys.getPublic())).hasSize(43);
    }
}

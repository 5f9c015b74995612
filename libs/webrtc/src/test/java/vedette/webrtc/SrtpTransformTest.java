package vedette.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vedette.rtp.Rtcp;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;

class SrtpTransformTest {
    private static final HexFormat HEX = HexFormat.of();

    // RFC 3711 appendix B.3: master key and salt, and the session keys that follow from them.
    private static final byte[] MASTER_KEY = HEX.parseHex("e1f97a0d3e018be0d64fa32c06de4139");
    private static final byte[] MASTER_SALT = HEX.parseHex("0ec675ad498afeebb6960b3aabe6");
    private static final byte[] CIPHER_KEY = HEX.parseHex("c61e7a93744f39ee10734afe3ff7a087");
    private static final byte[] CIPHER_SALT = HEX.parseHex("30cbbc08863d8c85d49db34a9ae1");
    private static final byte[] AUTH_KEY =
            HEX.parseHex("cebe321f6ff7716b6fd4ab49af256a156d38baa4");

    private static SrtpKeys keys(SrtpProfile profile, boolean client) {
        byte[] material = new byte[SrtpKeys.materialLength(profile)];
        for (int i = 0; i < material.length; i++) {
            material[i] = (byte) (i * 7);
        }
        return SrtpKeys.cut(profile, material, client);
    }

    /** The packet that RFC 3711 §4.1.1 and §4.2.1 prescribe, computed from the vector's session keys with the JDK. */
    private static byte[] expected(RtpPacket packet) throws Exception {
        byte[] plain = packet.encode();
        byte[] iv = Arrays.copyOf(CIPHER_SALT, 16);
        ByteBuffer mask = ByteBuffer.allocate(16).putInt(4, (int) packet.ssrc());
        mask.putShort(12, (short) packet.sequenceNumber()); // Packet index with rollover counter 0, shifted by 16 bits.
        for (int i = 0; i < 16; i++) {
            iv[i] ^= mask.get(i);
        }
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(CIPHER_KEY, "AES"), new IvParameterSpec(iv));
        byte[] secret = plain.clone();
        cipher.doFinal(plain, 12, plain.length - 12, secret, 12);
        Mac mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(AUTH_KEY, "HmacSHA1"));
        mac.update(secret);
        byte[] tag = mac.doFinal(new byte[4]);
        return ByteBuffer.allocate(secret.length + 10).put(secret).put(tag, 0, 10).array();
    }

    @Test
    void keyDerivationAndProtectionFollowTheVectorsOfRfc3711() throws Exception {
        var keys = new SrtpKeys(
                SrtpProfile.AES128_CM_HMAC_SHA1_80, MASTER_KEY, MASTER_SALT, new byte[16], new byte[14]);
        RtpPacket packet = RtpPacket.of(96, true, 0x1234, 0xdecafbadL, 0xcafebabeL, "sixteen and more".getBytes("US-ASCII"));
        try (SrtpTransform transform = new SrtpTransform(keys)) {
            byte[] roomy = Arrays.copyOf(packet.encode(), packet.encodedLength() + SrtpProfile.OVERHEAD_MAX);
            byte[] secret = transform.protectRtp((int) packet.ssrc(), roomy, packet.encodedLength());
            assertThat(HEX.formatHex(secret)).isEqualTo(HEX.formatHex(expected(packet)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rtcpIsOpenedByTheOtherSideOnly_onceOnly_andUnchangedOnly(SrtpProfile profile) throws Exception {
        byte[] plain = Rtcp.encode(List.of(
                new RtcpPacket.ReceiverReport(1, List.of()), new RtcpPacket.PictureLossIndication(1, 2)));
        try (SrtpTransform left = new SrtpTransform(keys(profile, true));
                SrtpTransform right = new SrtpTransform(keys(profile, false));
                SrtpTransform other = new SrtpTransform(keys(profile, true))) {
            byte[] secret = left.protectRtcp(1, plain);
            byte[] changed = secret.clone();
            changed[9] ^= 1;

            assertThat(right.openRtcp(changed)).isEmpty();
            assertThat(other.openRtcp(secret)).isEmpty();
            assertThat(right.openRtcp(secret)).hasValueSatisfying(opened -> assertThat(opened).isEqualTo(plain));
            assertThat(right.openRtcp(secret)).as("replay").isEmpty();
            assertThat(right.openRtcp(left.protectRtcp(1, plain))).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void junkNeverThrowsAndTakesNoPlace(SrtpProfile profile) throws Exception {
        var random = new java.util.Random(7);
        byte[] plain = Rtcp.encode(List.of(new RtcpPacket.ReceiverReport(99, List.of())));
        try (SrtpTransform left = new SrtpTransform(keys(profile, true));
                SrtpTransform right = new SrtpTransform(keys(profile, false))) {
            for (int i = 0; i < 2000; i++) {
                byte[] junk = new byte[random.nextInt(100)];
                random.nextBytes(junk);
                assertThat(right.openRtcp(junk)).isEmpty();
            }
            assertThat(right.openRtcp(left.protectRtcp(99, plain))).isPresent();
        }
    }
}

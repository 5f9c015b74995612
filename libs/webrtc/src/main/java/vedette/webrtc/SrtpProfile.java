package vedette.webrtc;

import java.util.Optional;
import org.bouncycastle.tls.SRTPProtectionProfile;
import org.jitsi.srtp.SrtpPolicy;

/** The SRTP protection profiles that this peer speaks, in order of preference. */
enum SrtpProfile {
    /** AEAD_AES_128_GCM (RFC 7714 §14.2). */
    AEAD_AES_128_GCM(SRTPProtectionProfile.SRTP_AEAD_AES_128_GCM, 16, 12),
    /** AES128_CM_HMAC_SHA1_80 (RFC 5764 §4.1.2), the mandatory one. */
    AES128_CM_HMAC_SHA1_80(SRTPProtectionProfile.SRTP_AES128_CM_HMAC_SHA1_80, 16, 14);

    /** Bytes that protection adds at most to a packet: the tag of 16 and, in SRTCP, an index of 4. */
    static final int OVERHEAD_MAX = 20;

    private final int id;
    private final int keyLength;
    private final int saltLength;

    SrtpProfile(int id, int keyLength, int saltLength) {
        this.id = id;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
    }

    /** The value in the use_srtp extension. */
    int id() {
        return id;
    }

    /** Master key, bytes. */
    int keyLength() {
        return keyLength;
    }

    /** Master salt, bytes. */
    int saltLength() {
        return saltLength;
    }

    /** Cipher, authentication and lengths for jitsi-srtp, with replay protection. */
    SrtpPolicy policy() {
        return switch (this) {
            case AEAD_AES_128_GCM ->
                new SrtpPolicy(
                        SrtpPolicy.AESGCM_ENCRYPTION, keyLength, SrtpPolicy.NULL_AUTHENTICATION, 0, 16, saltLength);
            case AES128_CM_HMAC_SHA1_80 ->
                new SrtpPolicy(
                        SrtpPolicy.AESCM_ENCRYPTION,
                        keyLength,
                        SrtpPolicy.HMACSHA1_AUTHENTICATION,
                        20,
                        10,
                        saltLength);
        };
    }

    static int[] ids() {
        return new int[] {AEAD_AES_128_GCM.id, AES128_CM_HMAC_SHA1_80.id};
    }

    /** The first profile of this peer that the other side offered. */
    static Optional<SrtpProfile> choose(int[] offered) {
        for (SrtpProfile profile : values()) {
            for (int id : offered) {
                if (id == profile.id) {
                    return Optional.of(profile);
                }
            }
        }
        return Optional.empty();
    }
}

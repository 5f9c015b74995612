package vedette.cmu.play;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vedette.cmu.keys.Keyring;

/**
 * The hash tokens of H.626.4 §8.4: a keyed hash over session, device, user, viewer's fingerprint, expiry and nonce (AMB-24). Since the CMU can
 * compute a token again from its row, it is never stored, and digests over it can be checked.
 */
@Component
class PlayTokens {
    private final Keyring keyring;

    PlayTokens(Keyring keyring) {
        this.keyring = keyring;
    }

    String token(
            String sessionId,
            String deviceId,
            String accountId,
            @Nullable String fingerprint,
            Instant expiresAt,
            String nonce) {
        return keyring.macText(
                Keyring.Purpose.PLAY,
                String.join(
                        "\n",
                        "vedette-play-v1",
                        sessionId,
                        deviceId,
                        accountId,
                        fingerprint == null ? "" : fingerprint,
                        Long.toString(expiresAt.toEpochMilli()),
                        nonce));
    }

    String token(PlayRow row) {
        return token(
                row.sessionId(),
                row.deviceId(),
                row.accountId(),
                row.viewerFingerprint(),
                row.expiresAt(),
                row.nonce());
    }

    /** The secret of an access key, computed from its row. */
    String accessKeySecret(String keyId, String deviceId, String accountId) {
        return keyring.macText(
                Keyring.Purpose.ACCESS_KEY, String.join("\n", "vedette-access-key-v1", keyId, deviceId, accountId));
    }
}

package vedette.cmu.device;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;

/** Keys of devices; their signatures are checked by {@link vedette.contracts.ps.DeviceProofs}. Stateless. */
final class DeviceProof {
    private static final int P256_BITS = 256;

    private DeviceProof() {}

    /** Whether the key is on P-256, the only curve that devices use. */
    static boolean suitable(PublicKey key) {
        return key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() == P256_BITS;
    }

    /** A key from the registry. */
    static PublicKey key(byte[] spki) {
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The registry holds a key that is none", e);
        }
    }
}

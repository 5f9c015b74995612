package vedette.webrtc;

import java.util.Arrays;

/** Master keys and salts of both directions, cut from the DTLS exporter's output (RFC 5764 §4.2). */
record SrtpKeys(SrtpProfile profile, byte[] sendKey, byte[] sendSalt, byte[] receiveKey, byte[] receiveSalt) {
    /** Bytes to ask of the exporter. */
    static int materialLength(SrtpProfile profile) {
        return 2 * (profile.keyLength() + profile.saltLength());
    }

    /** Order of the material: client key, server key, client salt, server salt. */
    static SrtpKeys cut(SrtpProfile profile, byte[] material, boolean client) {
        int key = profile.keyLength();
        int salt = profile.saltLength();
        byte[] clientKey = Arrays.copyOfRange(material, 0, key);
        byte[] serverKey = Arrays.copyOfRange(material, key, 2 * key);
        byte[] clientSalt = Arrays.copyOfRange(material, 2 * key, 2 * key + salt);
        byte[] serverSalt = Arrays.copyOfRange(material, 2 * key + salt, 2 * (key + salt));
        return client
                ? new SrtpKeys(profile, clientKey, clientSalt, serverKey, serverSalt)
                : new SrtpKeys(profile, serverKey, serverSalt, clientKey, clientSalt);
    }

    @Override
    public String toString() {
        return "SrtpKeys[" + profile + "]";
    }
}

package vedette.contracts.cm;

/**
 * A new access key.
 *
 * @param keyId {@code key_…}, the RTSP user name
 * @param secret the RTSP password, shown once
 * @param rtspUrl the device's URL without credentials
 */
public record AccessKeyGrant(String keyId, String secret, String rtspUrl) {
    /** Never shows the secret. */
    @Override
    public String toString() {
        return "AccessKeyGrant[keyId=" + keyId + "]";
    }
}

package vedette.contracts.sc;

/**
 * The signed bootstrap document, handed to the device as it is.
 *
 * @param payload base64url of the JSON form of {@link BootstrapPayload}
 * @param key base64url SPKI (DER) of the signer; the device knows its SHA-256
 * @param signature base64url r‖s, ES256 over {@code "vedette-bootstrap-v1\n" payload}
 */
public record SignedBootstrap(String payload, String key, String signature) {
    /** What is signed in front of the payload. */
    public static final String CONTEXT = "vedette-bootstrap-v1\n";
}

package vedette.device;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The signed document with which a device starts (the <i>Connector</i> of the Cloud Surveillance System): the servers that will serve it, the
 * platform's time, the authorities of its TLS certificates, the device configuration.
 *
 * @param time the platform's time when it signed; trustworthy because the device's own nonce is inside
 */
public record Bootstrap(
        Instant time,
        String platformOrigin,
        int heartbeatMillis,
        List<Node> nodes,
        List<X509Certificate> tlsAuthorities,
        JsonNode config) {
    static final int PROTOCOL_VERSION = 1;
    private static final String PURPOSE = "vedette-bootstrap-v1\n";
    private static final int NODES_MAX = 256;

    /** One server of the list: {@code url} like {@code https://host:8444}, {@code tasks} like {@code register}. */
    public record Node(String scu, String url, String region, List<String> tasks) {}

    /**
     * Opens a signed bootstrap: the key must have the pinned hash, the signature must be right, the nonce must be the device's own. The TLS
     * connection that carried it proves nothing and is not asked.
     *
     * @throws DeviceException {@code bootstrap-pin-wrong}, {@code bootstrap-signature-wrong}, {@code bootstrap-nonce-wrong},
     *     {@code protocol-unsupported} or {@code answer-malformed}
     */
    public static Bootstrap open(JsonNode document, String pin, String nonce) {
        String payload = DeviceJson.text(document, "payload");
        byte[] spki = decode(DeviceJson.text(document, "key"), "key");
        if (!MessageDigest.isEqual(
                DeviceIdentity.pinOf(spki).getBytes(StandardCharsets.US_ASCII),
                pin.getBytes(StandardCharsets.US_ASCII))) {
            throw new DeviceException(
                    "bootstrap-pin-wrong",
                    "The bootstrap is signed by key " + DeviceIdentity.pinOf(spki) + ", this device trusts " + pin
                            + " only. Wrong platform, or the device must be issued again for this one.");
        }
        if (!DeviceIdentity.verify(publicKey(spki), PURPOSE + payload, DeviceJson.text(document, "signature"))) {
            throw new DeviceException(
                    "bootstrap-signature-wrong", "The signature of the bootstrap does not match its payload.");
        }
        JsonNode body;
        try {
            body = DeviceJson.MAPPER.readTree(decode(payload, "payload"));
        } catch (JacksonException e) {
            throw new DeviceException("answer-malformed", "The payload of the bootstrap is no JSON.", e);
        }
        if (!nonce.equals(body.path("nonce").asString(""))) {
            throw new DeviceException(
                    "bootstrap-nonce-wrong",
                    "The bootstrap answers another nonce than this device sent: an old answer was replayed.");
        }
        return read(body);
    }

    private static Bootstrap read(JsonNode body) {
        boolean supported = false;
        for (JsonNode version : body.path("protocol_versions")) {
            supported |= version.asInt(0) == PROTOCOL_VERSION;
        }
        if (!supported) {
            throw new DeviceException(
                    "protocol-unsupported",
                    "This device speaks protocol version " + PROTOCOL_VERSION + ", the platform offers "
                            + DeviceJson.limited(body.path("protocol_versions").toString()) + ". Update the firmware.");
        }
        List<Node> nodes = new ArrayList<>();
        for (JsonNode node : body.path("nodes")) {
            if (nodes.size() == NODES_MAX) {
                break;
            }
            List<String> tasks = new ArrayList<>();
            node.path("tasks").forEach(task -> tasks.add(task.asString("")));
            nodes.add(new Node(
                    node.path("scu").asString(""),
                    DeviceJson.text(node, "url"),
                    node.path("region").asString(""),
                    List.copyOf(tasks)));
        }
        List<X509Certificate> authorities = new ArrayList<>();
        for (JsonNode pem : body.path("tls_ca_pem")) {
            authorities.add(Pem.certificate(pem.asString("")));
        }
        return new Bootstrap(
                DeviceJson.time(body, "time"),
                DeviceJson.text(body, "platform_origin"),
                body.path("heartbeat_ms").asInt(60_000),
                List.copyOf(nodes),
                List.copyOf(authorities),
                body.path("config"));
    }

    private static PublicKey publicKey(byte[] spki) {
        try {
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki));
        } catch (GeneralSecurityException e) {
            throw new DeviceException("answer-malformed", "The bootstrap's key is no P-256 SubjectPublicKeyInfo.", e);
        }
    }

    private static byte[] decode(String text, String field) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new DeviceException(
                    "answer-malformed", "Expected base64url in field " + field + " of the bootstrap.", e);
        }
    }
}

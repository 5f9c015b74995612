package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an RTSP {@code Authorization: Digest} header that the CMU needs to check it (RFC 7616 §3.4).
 *
 * @param username session id or access key id
 * @param realm {@code vedette}
 * @param nonce the device's nonce
 * @param uri as sent by the client
 * @param method RTSP method
 * @param algorithm {@code MD5} or {@code SHA-256}, null = MD5
 * @param response hexadecimal
 * @param nc nonce count, if qop was used
 * @param cnonce client nonce, if qop was used
 * @param qop {@code auth} or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DigestResponse(
        String username,
        String realm,
        String nonce,
        String uri,
        String method,
        @Nullable String algorithm,
        String response,
        @Nullable String nc,
        @Nullable String cnonce,
        @Nullable String qop) {
    /** Never shows the response. */
    @Override
    public String toString() {
        return "DigestResponse[username=" + username + ", method=" + method + "]";
    }
}

package vedette.contracts.sc;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a device asked at the bootstrap, passed on for signing: {@code POST /internal/v1/bootstraps}.
 *
 * @param nonce the device's nonce, base64url of 16..32 bytes
 * @param serial the device's serial, if it told it
 * @param region region that it asked for
 * @param task task that it asked for, default {@code register}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BootstrapRequest(
        String nonce,
        @Nullable String serial,
        @Nullable String region,
        @Nullable String task) {}

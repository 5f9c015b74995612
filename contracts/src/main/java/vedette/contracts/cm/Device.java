package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.contracts.device.ChannelInfo;

/**
 * A device as somebody with rights on it sees it.
 *
 * @param deviceId {@code dev_…}
 * @param serial serial number
 * @param name given by the owner
 * @param group given by the owner, or null
 * @param kind {@code pu} or {@code nvr}
 * @param status {@code online offline} for cameras; {@code active inactive} for recorders
 * @param statusSince since when
 * @param channels channels and streams
 * @param vendor vendor's name
 * @param model model name
 * @param firmware version
 * @param level level of support 1..4
 * @param deviceSpkiSha256 base64url SHA-256 of the device's public key
 * @param rights of the caller: {@code view control share manage}
 * @param distributionAllowed whether the owner allows the MTU to distribute
 * @param network its network as it found it last; null if it never told
 * @param createdAt first registration
 * @param boundAt when the caller bound it
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Device(
        String deviceId,
        String serial,
        String name,
        @Nullable String group,
        String kind,
        String status,
        @Nullable Instant statusSince,
        List<ChannelInfo> channels,
        String vendor,
        String model,
        String firmware,
        int level,
        String deviceSpkiSha256,
        List<String> rights,
        boolean distributionAllowed,
        @Nullable DeviceNetwork network,
        Instant createdAt,
        @Nullable Instant boundAt) {}

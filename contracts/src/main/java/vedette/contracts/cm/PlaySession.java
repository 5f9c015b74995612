package vedette.contracts.cm;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A play session and, once ended, its usage record (H.626.4 §7.1).
 *
 * @param sessionId {@code ses_…}
 * @param flowId id of its 8.4 flow
 * @param deviceId the device
 * @param channel channel number
 * @param stream {@code main} or {@code sub}
 * @param transport {@code webrtc} or {@code rtsp}
 * @param state {@code open playing ended}
 * @param userId viewer, shown to the device's owner and operators
 * @param accessKeyId access key that it runs on
 * @param path the path of its media, once known
 * @param createdAt play request
 * @param startedAt first successful legitimacy check
 * @param endedAt end
 * @param endReason why it ended
 * @param bytes media bytes sent
 * @param durationMs duration of the media
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PlaySession(
        String sessionId,
        String flowId,
        String deviceId,
        int channel,
        String stream,
        String transport,
        String state,
        String userId,
        @Nullable String accessKeyId,
        @Nullable PlayPath path,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String endReason,
        @Nullable Long bytes,
        @Nullable Long durationMs) {}

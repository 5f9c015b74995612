package vedette.contracts.cs;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sd.RelayUrls;

/**
 * The distributed path stands (register 11.3 R06).
 *
 * @param relayUrl the URL of what was wanted
 * @param urls all of them
 * @param cuTicket opens the fMP4 WebSocket once within 30 s
 * @param expiresAt until when the relay stands unless the platform renews it
 * @param flow the 11.3 flow at R06
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayGrant(
        String relayUrl,
        RelayUrls urls,
        @Nullable String cuTicket,
        Instant expiresAt,
        @Nullable FlowRef flow) {
    /** Never shows the ticket. */
    @Override
    public String toString() {
        return "RelayGrant[relayUrl=" + relayUrl + "]";
    }
}

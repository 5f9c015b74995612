package vedette.contracts.sm;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;
import vedette.contracts.flow.FlowRef;

/**
 * A relay through an MTU, {@code POST /internal/v1/relays} of the SCU that holds the device (register 11.3 R01; 11.3b on the viewer's behalf).
 *
 * @param sessionId the session; null for a connection check, which gets a credential without peers
 * @param deviceId the device, null for a connection check
 * @param tenantId tenant of the device
 * @param channel channel to serve
 * @param stream {@code main} or {@code sub}
 * @param viewerAddress the viewer's address as the platform sees it
 * @param kind {@code turn} or {@code distribute}
 * @param eventsTo internal face of the SCU that has the viewer; gets the session's {@link ViewerNotice}s
 * @param flow the flow at R01: 11.3b for {@code turn}, 11.3 for {@code distribute}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RelayOrder(
        @Nullable String sessionId,
        @Nullable String deviceId,
        String tenantId,
        @Nullable Integer channel,
        @Nullable String stream,
        @Nullable String viewerAddress,
        String kind,
        @Nullable String eventsTo,
        @Nullable FlowRef flow) {}

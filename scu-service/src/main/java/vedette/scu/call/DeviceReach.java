package vedette.scu.call;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import vedette.contracts.Problem;
import vedette.contracts.sm.DeviceCall;
import vedette.contracts.sm.RelayOffer;
import vedette.contracts.sm.RelayOrder;
import vedette.contracts.sm.ViewerNotice;
import vedette.scu.channel.DeviceCallException;
import vedette.scu.channel.Frames;
import vedette.scu.channel.Workers;

/** Calls a device wherever its channel is: here, or through the internal API of the SCU that holds it. Does not block. Thread-safe. */
public final class DeviceReach implements Viewers.Forwarder {
    private static final Logger log = LoggerFactory.getLogger(DeviceReach.class);
    private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

    private final LocalDevices local;
    private final Workers workers;
    private final Function<String, RestClient> scuClients;
    private final Supplier<String> ownUrl;

    /**
     * The reach of this instance.
     *
     * @param scuClients clients for the internal faces of other SCUs by address
     * @param ownUrl address of this instance's internal face
     */
    DeviceReach(LocalDevices local, Workers workers, Function<String, RestClient> scuClients, Supplier<String> ownUrl) {
        this.local = local;
        this.workers = workers;
        this.scuClients = scuClients;
        this.ownUrl = ownUrl;
    }

    /**
     * Calls the device.
     *
     * @param scuUrl internal face of the SCU that holds the channel; null = this one
     * @param viewerAddress address of the viewer's signalling connection
     * @return the device's result, or {@link DeviceCallException}
     */
    CompletableFuture<JsonNode> call(
            String deviceId, @Nullable String scuUrl, String method, Object params, @Nullable String viewerAddress, Duration timeout) {
        if (scuUrl == null || local.holds(deviceId)) {
            return local.call(deviceId, method, params, viewerAddress, timeout);
        }
        return workers.supply(() -> {
            DeviceCall call = new DeviceCall(method, Frames.MAPPER.convertValue(params, MAP), ownUrl.get(), viewerAddress);
            try {
                JsonNode result = scuClients
                        .apply(scuUrl)
                        .post()
                        .uri("/internal/v1/devices/" + deviceId + "/calls")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(call)
                        .retrieve()
                        .body(JsonNode.class);
                return result == null ? Frames.MAPPER.createObjectNode() : result;
            } catch (RestClientResponseException e) {
                throw new DeviceCallException(problem(e));
            } catch (RestClientException e) {
                log.atWarn().addKeyValue("scu", scuUrl).addKeyValue("reason", String.valueOf(e.getMessage())).log("Another SCU does not answer");
                throw new DeviceCallException(Problem.of(
                        "scu-unavailable", "The camera cannot be reached", 503, "The server that the camera is connected to does not answer. Try again."));
            }
        });
    }

    /** Whether the device's channel is here. */
    boolean isLocal(String deviceId) {
        return local.holds(deviceId);
    }

    /**
     * Orders a relay of the SCU that holds the device. Blocks.
     *
     * @throws DeviceCallException with that SCU's problem
     */
    RelayOffer relay(String scuUrl, RelayOrder order) {
        try {
            RelayOffer offer = scuClients
                    .apply(scuUrl)
                    .post()
                    .uri("/internal/v1/relays")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(order)
                    .retrieve()
                    .body(RelayOffer.class);
            if (offer != null) {
                return offer;
            }
        } catch (RestClientResponseException e) {
            throw new DeviceCallException(problem(e));
        } catch (RestClientException e) {
            log.atWarn().addKeyValue("scu", scuUrl).addKeyValue("reason", String.valueOf(e.getMessage())).log("Another SCU does not answer");
        }
        throw new DeviceCallException(Problem.of(
                "scu-unavailable", "The camera cannot be reached", 503, "The server that the camera is connected to does not answer. Try again."));
    }

    /** Internal face of this instance. */
    String ownUrl() {
        return ownUrl.get();
    }

    private static Problem problem(RestClientResponseException e) {
        try {
            Problem problem = Frames.MAPPER.readValue(e.getResponseBodyAsByteArray(), Problem.class);
            if (problem != null && problem.code() != null) {
                return problem;
            }
        } catch (JacksonException notAProblem) {
            log.atDebug().setCause(notAProblem).log("Another SCU answered without a problem body");
        }
        return Problem.of("scu-unavailable", "The camera cannot be reached", 503, "The server that the camera is connected to failed. Try again.");
    }

    @Override
    public void forward(String scuUrl, String sessionId, ViewerNotice notice) {
        workers.supply(() -> scuClients
                        .apply(scuUrl)
                        .post()
                        .uri("/internal/v1/sessions/" + sessionId + "/viewer-notices")
                        .contentType(MediaType.APPLICATION_JSON)
                        .body(notice)
                        .retrieve()
                        .toBodilessEntity())
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        log.atWarn().addKeyValue("scu", scuUrl).addKeyValue("reason", String.valueOf(failure.getMessage())).log("A viewer notice was lost");
                    }
                });
    }
}

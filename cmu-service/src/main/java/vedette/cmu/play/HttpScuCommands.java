package vedette.cmu.play;

import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import vedette.contracts.sm.DeviceDisconnect;
import vedette.contracts.sm.RelayOffer;
import vedette.contracts.sm.RelayOrder;
import vedette.contracts.sm.SessionEnd;
import vedette.platform.internal.InternalClients;

/** Calls the internal face of SCUs. A 404 means that the session or device is gone, which is what was wanted. */
@Component
class HttpScuCommands implements ScuCommands {
    private static final int GONE = 404;

    private final InternalClients clients;

    HttpScuCommands(InternalClients clients) {
        this.clients = clients;
    }

    @Override
    public void endSession(String scuUrl, String sessionId, SessionEnd order) {
        post(clients.restClient("scu", scuUrl), "/internal/v1/sessions/" + sessionId + ":end", order);
    }

    @Override
    public void disconnect(String scuUrl, String deviceId, DeviceDisconnect order) {
        post(clients.restClient("scu", scuUrl), "/internal/v1/devices/" + deviceId + ":disconnect", order);
    }

    @Override
    public RelayOffer relay(String scuUrl, RelayOrder order) {
        RelayOffer offer = clients.restClient("scu", scuUrl)
                .post()
                .uri("/internal/v1/relays")
                .contentType(MediaType.APPLICATION_JSON)
                .body(order)
                .retrieve()
                .body(RelayOffer.class);
        if (offer == null) {
            throw new RestClientException("The SCU answered without a body to /internal/v1/relays");
        }
        return offer;
    }

    private static void post(RestClient client, String path, Object order) {
        HttpStatusCode status = client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(order)
                .exchange((_, response) -> response.getStatusCode());
        if (status == null || (!status.is2xxSuccessful() && status.value() != GONE)) {
            throw new RestClientException("The SCU answered " + status + " to " + path);
        }
    }
}

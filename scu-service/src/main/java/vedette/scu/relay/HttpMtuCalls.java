package vedette.scu.relay;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.client.RestClientResponseException;
import tools.jackson.core.JacksonException;
import vedette.contracts.Problem;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sd.RelayAnswer;
import vedette.contracts.sd.RelayCounters;
import vedette.contracts.sd.RelayList;
import vedette.contracts.sd.RelayPatch;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sd.RelayTicket;
import vedette.scu.channel.Frames;

/** The same over mutual TLS. Thread-safe. */
public final class HttpMtuCalls implements MtuCalls {
    private static final String RELAYS = "/internal/v1/relays";

    private final Function<String, RestClient> clients;

    /** @param clients clients for the internal faces of MTUs by address */
    public HttpMtuCalls(Function<String, RestClient> clients) {
        this.clients = clients;
    }

    @Override
    public RelayAnswer create(Mtu mtu, RelayRequest request, @Nullable FlowRef flow) {
        return answered(exchange(() -> {
            RestClient.RequestBodySpec post = client(mtu).post().uri(RELAYS).contentType(MediaType.APPLICATION_JSON);
            if (flow != null) {
                post.header(FlowHeader.NAME, FlowHeader.format(flow));
            }
            return post.body(request).retrieve().body(RelayAnswer.class);
        }));
    }

    @Override
    public void change(Mtu mtu, String relayId, RelayPatch patch) {
        exchange(() -> client(mtu).patch().uri(RELAYS + "/" + relayId).contentType(MediaType.APPLICATION_JSON).body(patch).retrieve().toBodilessEntity());
    }

    @Override
    public void delete(Mtu mtu, String relayId) {
        exchange(() -> client(mtu).delete().uri(RELAYS + "/" + relayId).retrieve().toBodilessEntity());
    }

    @Override
    public RelayTicket ticket(Mtu mtu, String relayId) {
        return answered(exchange(() -> client(mtu).post().uri(RELAYS + "/" + relayId + ":ticket").retrieve().body(RelayTicket.class)));
    }

    @Override
    public RelayList list(Mtu mtu) {
        return answered(exchange(() -> client(mtu).get().uri(RELAYS).retrieve().body(RelayList.class)));
    }

    @Override
    public void probe(Mtu mtu) {
        exchange(() -> client(mtu).get().uri("/internal/v1/counters").retrieve().body(RelayCounters.class));
    }

    private RestClient client(Mtu mtu) {
        return clients.apply(mtu.url());
    }

    private static <T> T answered(@Nullable T body) {
        if (body == null) {
            throw new MtuException(MtuException.Kind.REFUSED, "mtu-error", "The media server answered without a body");
        }
        return body;
    }

    private static <T> @Nullable T exchange(Supplier<@Nullable T> call) {
        try {
            return call.get();
        } catch (RestClientResponseException e) {
            String code = code(e);
            boolean gone = e.getStatusCode().value() == 404;
            throw new MtuException(gone ? MtuException.Kind.GONE : MtuException.Kind.REFUSED, code, "HTTP " + e.getStatusCode().value());
        } catch (RestClientException e) {
            throw new MtuException(MtuException.Kind.SILENT, "mtu-unavailable", String.valueOf(e.getMessage()));
        }
    }

    private static String code(RestClientResponseException e) {
        try {
            Problem problem = Frames.MAPPER.readValue(e.getResponseBodyAsByteArray(), Problem.class);
            return problem == null || problem.code() == null ? "mtu-error" : problem.code();
        } catch (JacksonException notAProblem) {
            return "mtu-error";
        }
    }
}

package vedette.platform.internal;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;
import vedette.contracts.ErrorKind;
import vedette.platform.error.VedetteException;
import vedette.platform.flow.TraceFilter;

/**
 * Clients for the internal faces of other services: mutual TLS, the peer's entity checked, connect within 2 s, answer within
 * 5 s. Thread-safe; one client per entity and address is kept.
 */
public final class InternalClients {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);
    private static final int CLIENTS_MAX = 64;

    private final InternalTls tls;
    private final Map<String, String> addresses;
    private final JsonMapper mapper;
    private final Map<String, RestClient> clients = new ConcurrentHashMap<>();

    public InternalClients(InternalTls tls, Map<String, String> addresses, JsonMapper mapper) {
        this.tls = tls;
        this.addresses = Map.copyOf(addresses);
        this.mapper = mapper;
    }

    /**
     * The client for the configured instance of an entity.
     *
     * @throws VedetteException {@code UNAVAILABLE} if no address of that entity is configured
     */
    public RestClient restClient(String entity) {
        String address = addresses.get(entity);
        if (address == null) {
            throw new VedetteException(ErrorKind.UNAVAILABLE, entity + "-unavailable",
                    "No address of " + entity + " is configured: set vedette.services." + entity + ".");
        }
        return restClient(entity, address);
    }

    /** The client for one instance of an entity by the address of its internal face. */
    public RestClient restClient(String entity, String address) {
        if (clients.size() > CLIENTS_MAX) {
            clients.clear(); // Instances come and go; old clients hold only idle connections.
        }
        return clients.computeIfAbsent(entity + " " + address, _ -> build(entity, address));
    }

    private RestClient build(String entity, String address) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls.clientContext(entity))
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(http);
        factory.setReadTimeout(READ_TIMEOUT);
        return RestClient.builder()
                .baseUrl(address)
                .requestFactory(factory)
                .requestInterceptor((request, body, execution) -> {
                    request.getHeaders().set(TraceFilter.HEADER, TraceFilter.nextParent());
                    return execution.execute(request, body);
                })
                .configureMessageConverters(c -> c.registerDefaults().withJsonConverter(new JacksonJsonHttpMessageConverter(mapper)))
                .build();
    }
}

package vedette.cmu.play;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import vedette.cmu.config.CmuProperties;
import vedette.cmu.device.Presence;
import vedette.cmu.flow.Flows;
import vedette.cmu.instance.Instances;
import vedette.contracts.IceServer;
import vedette.contracts.Ids;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sm.RelayOffer;
import vedette.contracts.sm.RelayOrder;
import vedette.platform.config.PlatformProperties;

/**
 * Orders relays for browsers from the device's SCU (register 11.3b R01, on the viewer's behalf), beside the work of a play request: a relay that
 * does not come in time is no relay, and the play goes on. Thread-safe.
 */
@Component
class RelayOrders {
    private static final Logger log = LoggerFactory.getLogger(RelayOrders.class);
    private static final String FLOW = "11.3b";
    private static final String TURN = "turn";
    /** The SCU waits 300 ms for its media server; the rest is for the way there when no connection stands yet. */
    private static final long WAIT_MILLIS = 1_000;

    private static final int AT_ONCE_MAX = 200;

    private final ScuCommands scu;
    private final Presence presence;
    private final Instances instances;
    private final Flows flows;
    private final boolean wanted;
    private final Semaphore permits = new Semaphore(AT_ONCE_MAX);
    private final Executor threads = task -> Thread.ofVirtual().name("relay-order").start(task);

    RelayOrders(
            ScuCommands scu,
            Presence presence,
            Instances instances,
            Flows flows,
            CmuProperties properties,
            PlatformProperties installation) {
        this.scu = scu;
        this.presence = presence;
        this.instances = instances;
        this.flows = flows;
        this.wanted = switch (properties.play().relay()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> !isLoopback(installation.publicAddress());
        };
    }

    /** On one host nothing lies between viewer and device. */
    private static boolean isLoopback(String address) {
        return address.equals("localhost")
                || (address.matches("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]+") && literal(address).isLoopbackAddress());
    }

    private static InetAddress literal(String address) {
        return InetAddress.ofLiteral(address);
    }

    /** Whom a relay is for. */
    record Wanted(
            String sessionId,
            String tenantId,
            String deviceId,
            String accountId,
            int channel,
            String stream,
            @Nullable String viewerAddress) {}

    /** ICE servers for the viewer; completes within a second, never fails, empty without relay. */
    CompletableFuture<List<IceServer>> turn(Wanted request) {
        if (!wanted) {
            return CompletableFuture.completedFuture(List.of());
        }
        return ask(() -> {
            Optional<String> url = Optional.ofNullable(
                            presence.locate(request.deviceId()).scu())
                    .flatMap(name -> instances.internalUrl("scu", name));
            if (url.isEmpty()) {
                return List.of();
            }
            FlowRef r01 = new FlowRef(FLOW, Ids.next("flw"), "R01", null);
            // Whose run it is can be written while the SCU works: the click waits for this answer.
            threads.execute(() -> describe(r01, request));
            RelayOffer offer = scu.relay(
                    url.get(),
                    new RelayOrder(
                            request.sessionId(),
                            request.deviceId(),
                            request.tenantId(),
                            request.channel(),
                            request.stream(),
                            request.viewerAddress(),
                            TURN,
                            null,
                            r01));
            return offer.iceServers();
        });
    }

    private void describe(FlowRef r01, Wanted request) {
        try {
            flows.join(
                    Optional.of(r01),
                    FLOW,
                    new Flows.Subject(request.tenantId(), request.deviceId(), request.accountId()));
        } catch (RuntimeException e) {
            // A lost trace must not lose a flow.
            log.atWarn().addKeyValue("flowId", r01.flowId()).setCause(e).log("A relay's flow was not described");
        }
    }

    /** ICE servers that reach no peer, for a viewer that examines its network. Blocks for at most a second. */
    List<IceServer> check(String tenantId, @Nullable String viewerAddress) {
        return ask(() -> instances.live("scu").stream()
                        .map(Instances.Live::internalUrl)
                        .filter(java.util.Objects::nonNull)
                        .findFirst()
                        .map(url -> scu.relay(
                                        url,
                                        new RelayOrder(
                                                null, null, tenantId, null, null, viewerAddress, TURN, null, null))
                                .iceServers())
                        .orElse(List.of()))
                .join();
    }

    private CompletableFuture<List<IceServer>> ask(java.util.function.Supplier<List<IceServer>> question) {
        if (!permits.tryAcquire()) {
            return CompletableFuture.completedFuture(List.of());
        }
        CompletableFuture<List<IceServer>> answer = CompletableFuture.supplyAsync(question, threads);
        answer.whenComplete((_, _) -> permits.release());
        return answer.copy()
                .exceptionally(failure -> {
                    Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                            ? failure.getCause()
                            : failure;
                    log.atInfo()
                            .addKeyValue("reason", String.valueOf(cause.getMessage()))
                            .log("No relay: the SCU gave none");
                    return List.of();
                })
                .completeOnTimeout(List.of(), WAIT_MILLIS, TimeUnit.MILLISECONDS);
    }
}

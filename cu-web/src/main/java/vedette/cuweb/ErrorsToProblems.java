package vedette.cuweb;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;

/** Turns whatever failed in the gateway into one problem document; a service that is away is said to be restarting. Thread-safe. */
@Component
@Order(-2)
class ErrorsToProblems implements WebExceptionHandler {
    private static final Logger log = LoggerFactory.getLogger(ErrorsToProblems.class);

    private final ProblemWriter problems;

    ErrorsToProblems(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        return switch (error) {
            case ResponseStatusException status when status.getStatusCode().value() == 504 -> late(exchange);
            case ResponseStatusException status when status.getStatusCode().value() == 404 ->
                problems.write(exchange, 404, "not-found", "Not found", "There is nothing at this address.");
            case ResponseStatusException status ->
                problems.write(exchange, status.getStatusCode().value(), "request-refused", "Request refused",
                        "The request does not fit this address.");
            case TimeoutException _ -> late(exchange);
            case IOException _ -> away(exchange, error);
            default -> {
                // The client wraps connection failures; what is left is a bug of the gateway.
                if (error.getCause() instanceof IOException) {
                    yield away(exchange, error);
                }
                log.atError().setCause(error).addKeyValue("path", exchange.getRequest().getPath().value()).log("Request failed");
                yield problems.write(exchange, 500, "internal-error", "Internal error", "The gateway could not handle the request.");
            }
        };
    }

    private Mono<Void> away(ServerWebExchange exchange, Throwable error) {
        log.atWarn()
                .addKeyValue("path", exchange.getRequest().getPath().value())
                .addKeyValue("reason", String.valueOf(error.getMessage()))
                .log("A service does not answer");
        return problems.write(exchange, 503, "service-restarting", "The service is restarting", "Try again in a moment.");
    }

    private Mono<Void> late(ServerWebExchange exchange) {
        return problems.write(exchange, 504, "service-late", "The service did not answer in time", "Try again in a moment.");
    }
}

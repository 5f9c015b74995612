package vedette.device;

import java.util.concurrent.CompletionStage;
import tools.jackson.databind.JsonNode;

/** Serves one method that the SCU may call. Runs on the agent's scheduler and must not block; the stage may complete on any thread. */
@FunctionalInterface
public interface RequestHandler {
    /** To refuse, throw or complete with {@link RpcException}. */
    CompletionStage<JsonNode> handle(JsonNode params);
}

package vedette.contracts.cm;

import java.util.List;
import vedette.contracts.IceServer;

/**
 * What a viewer needs to find out about its own network.
 *
 * @param iceServers with a short-lived credential that opens an allocation, but reaches no peer; empty if there is no media server
 * @param gatewayWs portal-relative URL of a WebSocket to try
 */
public record ConnectionCheck(List<IceServer> iceServers, String gatewayWs) {}

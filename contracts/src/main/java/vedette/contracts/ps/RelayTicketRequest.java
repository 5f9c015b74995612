package vedette.contracts.ps;

/**
 * The reverse connection broke: the device asks for a ticket to dial again.
 *
 * @param relayId {@code rly_…} of {@link RelayConnect}
 */
public record RelayTicketRequest(String relayId) {}

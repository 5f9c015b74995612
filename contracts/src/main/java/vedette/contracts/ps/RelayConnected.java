package vedette.contracts.ps;

/**
 * The device dials.
 *
 * @param ok true
 */
public record RelayConnected(boolean ok) {}

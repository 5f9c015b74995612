package vedette.contracts.sd;

import java.util.List;

/**
 * Living relays of one MTU, {@code GET /internal/v1/relays}.
 *
 * @param mtu the instance
 * @param items at most 1000, oldest first
 */
public record RelayList(String mtu, List<RelaySummary> items) {}

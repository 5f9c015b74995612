package vedette.contracts.sc;

/**
 * Answer to a presence report.
 *
 * @param cmuBootId boot id of the CMU
 * @param resync whether the SCU shall send a full report next
 */
public record PresenceResult(String cmuBootId, boolean resync) {}

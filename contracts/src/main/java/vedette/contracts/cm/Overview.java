package vedette.contracts.cm;

import java.util.List;

/**
 * What an operator looks at first.
 *
 * @param customers accounts by state
 * @param cameras devices by state
 * @param sessionsPlaying play sessions that run now
 * @param flowsFailedToday flows of the last 24 h that broke
 * @param attention what needs somebody, most urgent first
 */
public record Overview(
        CustomerCounts customers,
        CameraCounts cameras,
        int sessionsPlaying,
        int flowsFailedToday,
        List<Attention> attention) {
    /**
     * Accounts.
     *
     * @param pending wait for approval
     * @param active may sign in
     * @param suspended may not
     */
    public record CustomerCounts(int pending, int active, int suspended) {}

    /**
     * Devices.
     *
     * @param online online
     * @param offline registered, not online
     * @param disabled refused
     * @param unbound registered, without owner
     */
    public record CameraCounts(int online, int offline, int disabled, int unbound) {}

    /**
     * One thing to look at.
     *
     * @param kind {@code customers-pending service-lost serial-has-other-key camera-offline flow-failed sms-failed}
     * @param count how many
     * @param detail one sentence
     * @param link portal path
     */
    public record Attention(String kind, int count, String detail, String link) {}
}

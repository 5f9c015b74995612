package vedette.contracts.cm;

/**
 * The SMS gateway tells what became of a message.
 *
 * @param messageId {@code msg_…}
 * @param status {@code delivered} or {@code failed}
 * @param reportToken the token that the submission carried
 */
public record SmsDeliveryReport(String messageId, String status, String reportToken) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "SmsDeliveryReport[messageId=" + messageId + ", status=" + status + "]";
    }
}

package vedette.contracts.cm;

import java.time.Instant;

/**
 * A message of the SMS outbox (quickstart only).
 *
 * @param messageId {@code msg_…}
 * @param phone addressee
 * @param text text
 * @param status {@code queued sent delivered failed}
 * @param createdAt when queued
 */
public record SmsMessage(String messageId, String phone, String text, String status, Instant createdAt) {
    /** Never shows the text: it may hold a code. */
    @Override
    public String toString() {
        return "SmsMessage[messageId=" + messageId + "]";
    }
}

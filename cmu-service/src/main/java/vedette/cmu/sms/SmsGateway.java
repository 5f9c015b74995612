package vedette.cmu.sms;

/** How a message leaves the platform. */
interface SmsGateway {
    /** What became of a submission. */
    enum Result {
        /** The gateway took it. */
        ACCEPTED,
        /** It cannot be taken now: try again. */
        RETRY,
        /** It will never be taken. */
        REJECTED
    }

    /**
     * Submits one message; blocks at most some seconds, never throws for what the gateway does.
     *
     * @param messageId for the delivery report
     * @param reportToken authenticates the delivery report
     */
    Result submit(String messageId, String phone, String text, String reportToken);
}

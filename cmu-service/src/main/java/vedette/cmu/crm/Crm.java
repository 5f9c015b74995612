package vedette.cmu.crm;

/** The customer system. */
public interface Crm {
    /**
     * Returns if the subscriber may use the service.
     *
     * @param phone number in E.164
     * @throws RuntimeException {@code subscriber-denied}, or {@code crm-unavailable} if the system gives no answer
     */
    void check(String phone);
}

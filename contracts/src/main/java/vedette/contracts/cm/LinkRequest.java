package vedette.contracts.cm;

/**
 * Sign-in by a one-time link.
 *
 * @param linkToken token of the link
 */
public record LinkRequest(String linkToken) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "LinkRequest[…]";
    }
}

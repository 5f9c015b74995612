package vedette.contracts.sc;

/**
 * Looks at a session without using its token up, {@code POST /internal/v1/sessions/{id}:peek} (register 11.3 R01).
 *
 * @param token token shown by the viewer
 */
public record SessionPeek(String token) {
    /** Never shows the token. */
    @Override
    public String toString() {
        return "SessionPeek[]";
    }
}

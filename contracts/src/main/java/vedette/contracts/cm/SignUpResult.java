package vedette.contracts.cm;

/**
 * The account exists.
 *
 * @param status {@code pending} until an operator approves it, or {@code active}
 */
public record SignUpResult(String status) {}

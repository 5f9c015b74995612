package vedette.contracts.cm;

/**
 * The code from an SMS.
 *
 * @param code six digits
 */
public record CodeConfirmation(String code) {
    /** Never shows the code. */
    @Override
    public String toString() {
        return "CodeConfirmation[…]";
    }
}

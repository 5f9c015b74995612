package vedette.quickstart;

/** Something the person at the keyboard can put right; the message is all they see. */
final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what what is wrong, one line
     * @param remedy what to do, one line
     */
    UserError(String what, String remedy) {
        super("vedette: " + what + System.lineSeparator() + "         " + remedy);
    }
}

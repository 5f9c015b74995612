package vedette.webrtc;

/** An offer that this peer cannot or must not answer; the message says in plain words what was expected and found. */
public final class OfferRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason a sentence for the person at the viewer's side */
    public OfferRejectedException(String reason) {
        super(reason);
    }
}

package vedette.cmu.flow;

/** Is told when a viewer saw the first picture of a session, for the statistics of paths. */
@FunctionalInterface
public interface FirstPictures {
    /**
     * The first picture was there.
     *
     * @param flowId flow of the play request
     * @param accountId viewer
     * @param millis from the play request on, by the viewer's clock
     */
    void firstPicture(String flowId, String accountId, long millis);
}

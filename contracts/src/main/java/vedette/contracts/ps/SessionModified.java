package vedette.contracts.ps;

/**
 * What the device sends from now on.
 *
 * @param applied values in force
 */
public record SessionModified(Applied applied) {
    /**
     * Values in force.
     *
     * @param width pixels
     * @param height pixels
     * @param fps frames per second
     * @param kbps target rate in kbit/s
     * @param paused whether sending is paused
     */
    public record Applied(int width, int height, int fps, int kbps, boolean paused) {}
}

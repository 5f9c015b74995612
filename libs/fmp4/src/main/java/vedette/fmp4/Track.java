package vedette.fmp4;

/**
 * A track of an initialization segment.
 *
 * @param id track_ID, from 1
 * @param timescale ticks per second; the clock rate of the RTP stream, so that no time is rounded
 * @param format how its samples are coded
 */
public record Track(int id, long timescale, TrackFormat format) {
    /** Checks the ranges. */
    public Track {
        if (id < 1 || timescale < 1 || timescale > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("id and time scale from 1 expected, found " + id + ", " + timescale);
        }
    }
}

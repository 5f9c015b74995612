package vedette.fmp4;

import java.util.List;

/**
 * Samples of one track in one fragment, in decoding order; each begins where the one before ends.
 *
 * @param trackId track_ID
 * @param samples the samples
 */
public record TrackRun(int trackId, List<Sample> samples) {
    /** Copies the list. */
    public TrackRun {
        samples = List.copyOf(samples);
    }
}

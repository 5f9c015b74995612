package vedette.pu.media;

/**
 * A camera's picture and sound, shared by all its viewers. Thread-safe. Closing ends every subscription with a reason
 * and frees threads and encoders; it is idempotent.
 */
public interface MediaSource extends AutoCloseable {

    /** What this source can deliver; may change for an RTSP camera after its first connection. */
    SourceInfo info();

    /**
     * Starts delivering to a sink; the first video is an IDR picture with its parameter sets.
     *
     * @param request the viewer's limits; a source that is not {@linkplain SourceInfo#adaptable() adaptable} delivers
     *     its stream as it is, whatever the limits
     * @param sink called on a thread of this subscription, one call at a time, in order
     * @throws MediaException if the source cannot serve the request: closed, limits too low, too many encoders
     */
    Subscription open(StreamRequest request, MediaSink sink);

    /** Ends all subscriptions. */
    @Override
    void close();
}

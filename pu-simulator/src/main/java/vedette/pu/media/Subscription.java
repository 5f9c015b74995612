package vedette.pu.media;

/** One viewer's running stream. Thread-safe; no method blocks. After {@link #close} nothing has an effect. */
public interface Subscription extends AutoCloseable {

    /** Asks for an IDR picture: at once for a live encoder, else the viewer gets the next one that comes. */
    void requestKeyFrame();

    /**
     * Sets the video bit rate to aim at, for congestion control; never above the request's limit. Without effect on a
     * source that is not adaptable.
     *
     * @param kbps in 1000 bit/s, at least 32 is used
     */
    void bitrate(int kbps);

    /** Stops the media, but keeps the place; an encoder that all its viewers paused stands still. */
    void pause();

    /** Goes on with an IDR picture. */
    void resume();

    /** The request in force. */
    StreamRequest request();

    /**
     * Changes stream or limits; the sink sees {@link MediaSink#format} and an IDR picture.
     *
     * @throws MediaException if the source cannot serve the request; the old one stays in force
     */
    void modify(StreamRequest request);

    /** Ends it without {@link MediaSink#ended}; a call in progress on another thread may still finish. */
    @Override
    void close();
}

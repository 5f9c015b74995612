package vedette.mtu.egress;

import vedette.mtu.distribution.DistributedRelay;

/** A browser that watches by fMP4. Methods return at once, never wait for the peer and never call back on the calling thread. */
public interface Fmp4Viewer {
    /** The relay that lets it watch. */
    DistributedRelay relay();

    /** Whether its connection stands. */
    boolean isOpen();

    /**
     * What follows begins with this initialization segment; comes again when the stream changes.
     *
     * @param mime with codecs parameter
     * @param segment must not be changed
     */
    void init(String mime, int width, int height, byte[] segment);

    /**
     * A fragment of one picture.
     *
     * @param segment shared by all viewers, must not be changed
     * @param sync whether decoding may start here
     */
    void fragment(byte[] segment, boolean sync);

    /** Why there is no sound, in words for people. */
    void sound(String note);

    /** Watching is over. */
    void ended(String reason);
}

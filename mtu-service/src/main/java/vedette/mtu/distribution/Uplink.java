package vedette.mtu.distribution;

/** A device's reverse connection, as its stream uses it. Methods return at once and may be called by any thread. */
public interface Uplink {
    /** Asks the device for an intra picture of a track. */
    void requestKeyFrame(int track);

    /** Ends the connection with TEARDOWN, after which the device does not dial again. */
    void close();
}

package vedette.mtu.distribution;

/** What a stream tells its owner. Called under the stream's lock; must return at once. */
interface StreamEvents {
    /** Media bytes came from a device. */
    void received(int bytes);

    /** The first packet of an uplink came. */
    void firstPacket(StreamKey key);
}

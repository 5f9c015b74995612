package vedette.mtu.distribution;

import java.util.ArrayList;
import java.util.List;
import vedette.rtsp.netty.RtspMediaUnit;

/**
 * The units since the last picture that decoding may start at, so that a new viewer sees a picture at once. Bounded in bytes and units: a
 * longer group is forgotten up to the next start. Not thread-safe.
 */
final class GroupOfPictures {
    /** A unit of a track. */
    record Entry(int track, RtspMediaUnit unit) {}

    private final int bytesMax;
    private final int unitsMax;
    private final List<Entry> entries = new ArrayList<>();
    private int bytes;

    GroupOfPictures(int bytesMax, int unitsMax) {
        this.bytesMax = bytesMax;
        this.unitsMax = unitsMax;
    }

    /** @param starts whether a group begins with this unit */
    void add(int track, RtspMediaUnit unit, boolean starts) {
        if (starts) {
            clear();
        } else if (entries.isEmpty()) {
            return;
        }
        if (bytes + unit.rtpBytes() > bytesMax || entries.size() >= unitsMax) {
            clear();
            return;
        }
        entries.add(new Entry(track, unit));
        bytes += unit.rtpBytes();
    }

    void clear() {
        entries.clear();
        bytes = 0;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }
}

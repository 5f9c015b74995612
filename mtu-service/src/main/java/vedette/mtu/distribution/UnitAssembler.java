package vedette.mtu.distribution;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtpPacket;
import vedette.rtsp.netty.RtspMediaUnit;

/**
 * Groups the packets of one track into units: the packets of an access unit up to the marker or the next timestamp, or each packet of sound.
 * Packets keep their sequence numbers. Not thread-safe.
 */
final class UnitAssembler {
    /** Larger access units are given in parts, of which the later ones are no key units. */
    private static final int UNIT_BYTES_MAX = 8 * 1024 * 1024;

    private final boolean video;
    private final PictureStarts starts;
    private final List<RtpPacket> packets = new ArrayList<>();
    private int bytes;
    private boolean key;
    private boolean slice;

    UnitAssembler(StreamInfo.Track track) {
        this.video = track.isVideo();
        this.starts = PictureStarts.of(track);
    }

    /** Takes the next packet; gives the units that it completes, at most two. */
    List<RtspMediaUnit> push(RtpPacket packet) {
        if (!video) {
            return List.of(RtspMediaUnit.of(List.of(packet), true));
        }
        List<RtspMediaUnit> out = new ArrayList<>(1);
        if (!packets.isEmpty() && packets.getLast().timestamp() != packet.timestamp()) {
            add(out, take());
        }
        packets.add(packet);
        bytes += packet.encodedLength();
        key |= starts.isKey(packet.payload());
        slice |= starts.hasSlice(packet.payload());
        // Lenient: some cameras set the marker on parameter sets; without a slice the access unit goes on.
        if (packet.marker() && slice || bytes >= UNIT_BYTES_MAX) {
            add(out, take());
        }
        return out;
    }

    private @Nullable RtspMediaUnit take() {
        RtspMediaUnit unit = packets.isEmpty() ? null : RtspMediaUnit.of(packets, key);
        packets.clear();
        bytes = 0;
        key = false;
        slice = false;
        return unit;
    }

    private static void add(List<RtspMediaUnit> out, @Nullable RtspMediaUnit unit) {
        if (unit != null) {
            out.add(unit);
        }
    }
}

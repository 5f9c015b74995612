package vedette.rtp.h265;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtpPacket;
import vedette.rtp.TimestampExtender;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Depacketizer.Output;

/**
 * Rebuilds access units from RTP packets without interleaving (RFC 7798 §6, sprop-max-don-diff 0). Packets must come in
 * order; a gap in the sequence numbers damages the access unit around it, which is dropped and reported.
 *
 * <p>Never throws on any packet. Not thread-safe.
 */
public final class H265Depacketizer {
    /** Default limit of an access unit, enough for intra pictures of 4K cameras. */
    public static final int ACCESS_UNIT_BYTES_DEFAULT = 8 * 1024 * 1024;

    private static final int NAL_UNITS_MAX = 4096;
    private static final int AGGREGATION = 48;
    private static final int FRAGMENTATION = 49;

    private final int accessUnitBytesMax;
    private final TimestampExtender extender = new TimestampExtender();
    private final List<byte[]> nalUnits = new ArrayList<>();
    private @Nullable ByteArrayOutputStream fragment;
    private int expectedSequenceNumber = -1;
    private long timestamp = -1;
    private long pts90k;
    private int sizeBytes;
    private int packetsLost;
    private boolean open;
    private boolean hasSlice;
    private @Nullable String damage;

    /** A depacketizer with the default limit. */
    public H265Depacketizer() {
        this(ACCESS_UNIT_BYTES_DEFAULT);
    }

    /** @param accessUnitBytesMax larger access units are dropped */
    public H265Depacketizer(int accessUnitBytesMax) {
        this.accessUnitBytesMax = accessUnitBytesMax;
    }

    /** Takes the next packet; gives what it completed, mostly nothing or one access unit. */
    public List<Output> push(RtpPacket packet) {
        var out = new ArrayList<Output>(1);
        int lost = 0;
        if (expectedSequenceNumber >= 0) {
            lost = packet.sequenceNumber() - expectedSequenceNumber & 0xFFFF;
            if (lost >= 0x8000) {
                return out;
            }
        }
        expectedSequenceNumber = packet.sequenceNumber() + 1 & 0xFFFF;
        boolean counted = lost > 0 && open;
        if (counted) {
            damage(lost + " packets lost before sequence number " + packet.sequenceNumber(), lost);
        }
        if (packet.timestamp() != timestamp) {
            if (open && (hasSlice || damage != null || fragment != null)) {
                finish(out);
            }
            timestamp = packet.timestamp();
            pts90k = extender.extend(timestamp);
        }
        if (lost > 0 && !open && !startsPicture(packet.payload())) {
            damage(lost + " packets lost before sequence number " + packet.sequenceNumber(), counted ? 0 : lost);
        }
        open = true;
        payload(packet.payload());
        if (packet.marker() && (hasSlice || damage != null)) {
            finish(out);
        }
        return out;
    }

    private void finish(List<Output> out) {
        if (fragment != null) {
            damage("fragmentation unit without its end", 0);
        }
        out.add(
                damage == null
                        ? new Output.Complete(
                                new AccessUnit(pts90k, H265NalUnits.isRandomAccess(nalUnits), nalUnits))
                        : new Output.Damaged(pts90k, packetsLost, damage));
        nalUnits.clear();
        fragment = null;
        damage = null;
        sizeBytes = 0;
        packetsLost = 0;
        open = false;
        hasSlice = false;
    }

    private void damage(String reason, int lost) {
        if (damage == null) {
            damage = reason;
        }
        packetsLost += lost;
        fragment = null;
    }

    private void payload(byte[] payload) {
        if (payload.length < 2) {
            return;
        }
        int type = H265NalUnits.type(payload);
        if (type == FRAGMENTATION) {
            fragment(payload);
            return;
        }
        if (fragment != null) {
            damage("fragmentation unit without its end", 0);
        }
        if (type == AGGREGATION) {
            aggregate(payload);
        } else if (type < AGGREGATION) {
            add(payload);
        } else {
            damage("NAL unit, aggregation packet or fragmentation unit expected (RFC 7798 §4.4), found type " + type, 0);
        }
    }

    private void aggregate(byte[] payload) {
        int at = 2;
        while (at < payload.length) {
            int length = at + 2 <= payload.length ? (payload[at] & 0xFF) << 8 | payload[at + 1] & 0xFF : -1;
            at += 2;
            if (length < 2 || length > payload.length - at) {
                damage("aggregation packet: NAL unit of 2.." + Math.max(0, payload.length - at)
                        + " bytes expected, found " + length, 0);
                return;
            }
            add(Arrays.copyOfRange(payload, at, at + length));
            at += length;
        }
    }

    private void fragment(byte[] payload) {
        if (payload.length < 4) {
            damage("fragmentation unit of 4 bytes or more expected, found " + payload.length, 0);
            return;
        }
        if ((payload[2] & 0x80) != 0) {
            if (fragment != null) {
                damage("fragmentation unit without its end", 0);
            }
            fragment = new ByteArrayOutputStream(payload.length * 4);
            fragment.write(payload[0] & 0x81 | (payload[2] & 0x3F) << 1);
            fragment.write(payload[1]);
        }
        if (fragment == null) {
            if (damage == null) {
                damage("fragmentation unit without its start", 0);
            }
            return;
        }
        if (tooLarge(fragment.size() + payload.length)) {
            return;
        }
        fragment.write(payload, 3, payload.length - 3);
        if ((payload[2] & 0x40) != 0) {
            var unit = fragment.toByteArray();
            fragment = null;
            add(unit);
        }
    }

    /** Whether no slice can be missing between the picture before and this payload. */
    private static boolean startsPicture(byte[] payload) {
        int type = H265NalUnits.type(payload);
        if (type == FRAGMENTATION) {
            return payload.length > 3 && (payload[2] & 0x80) != 0 && (payload[2] & 0x3F) < 32 && (payload[3] & 0x80) != 0;
        }
        return type == H265NalUnits.VPS
                || type == H265NalUnits.SPS
                || type == H265NalUnits.AUD
                || H265NalUnits.isFirstSliceOfPicture(payload);
    }

    private boolean tooLarge(int more) {
        if (sizeBytes + more > accessUnitBytesMax || nalUnits.size() >= NAL_UNITS_MAX) {
            damage("access unit of at most " + accessUnitBytesMax + " bytes and " + NAL_UNITS_MAX
                    + " NAL units expected, found more", 0);
            nalUnits.clear();
            return true;
        }
        return false;
    }

    private void add(byte[] unit) {
        if (damage != null || tooLarge(unit.length)) {
            return;
        }
        nalUnits.add(unit);
        sizeBytes += unit.length;
        hasSlice |= H265NalUnits.isSlice(unit);
    }
}

package vedette.rtp.h264;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtpPacket;
import vedette.rtp.TimestampExtender;

/**
 * Rebuilds access units from RTP packets in packetization modes 0 and 1 (RFC 6184 §7.1). Packets must come in order
 * (over UDP put a {@link vedette.rtp.RtpReorderBuffer} before it); a gap in the sequence numbers damages the access
 * unit around it, which is dropped and reported. Later pictures may refer to the dropped one: the caller decides whether
 * to wait for the next IDR picture.
 *
 * <p>Never throws on any packet. Not thread-safe.
 */
public final class H264Depacketizer {
    /** Default limit of an access unit, enough for intra pictures of 4K cameras. */
    public static final int ACCESS_UNIT_BYTES_DEFAULT = 8 * 1024 * 1024;

    private static final int NAL_UNITS_MAX = 4096;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    /** What comes out. */
    public sealed interface Output {
        /** A complete access unit. */
        record Complete(AccessUnit accessUnit) implements Output {}

        /**
         * An access unit was dropped.
         *
         * @param pts90k its presentation time in units of 1/90,000 s
         * @param packetsLost packets missing directly before or in it, 0 if it was dropped for another reason
         * @param reason what was expected and what was found
         */
        record Damaged(long pts90k, int packetsLost, String reason) implements Output {}
    }

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
    public H264Depacketizer() {
        this(ACCESS_UNIT_BYTES_DEFAULT);
    }

    /** @param accessUnitBytesMax larger access units are dropped */
    public H264Depacketizer(int accessUnitBytesMax) {
        this.accessUnitBytesMax = accessUnitBytesMax;
    }

    /** Takes the next packet; gives what it completed, mostly nothing or one access unit. */
    public List<Output> push(RtpPacket packet) {
        var out = new ArrayList<Output>(1);
        int lost = 0;
        if (expectedSequenceNumber >= 0) {
            lost = packet.sequenceNumber() - expectedSequenceNumber & 0xFFFF;
            if (lost >= 0x8000) {
                // A duplicate, or too late: its access unit has been reported already.
                return out;
            }
        }
        expectedSequenceNumber = packet.sequenceNumber() + 1 & 0xFFFF;
        boolean counted = lost > 0 && open;
        if (counted) {
            damage(lost + " packets lost before sequence number " + packet.sequenceNumber(), lost);
        }
        if (packet.timestamp() != timestamp) {
            // Lenient: some cameras never set the marker, so a new timestamp ends an access unit too.
            if (open && (hasSlice || damage != null || fragment != null)) {
                finish(out);
            }
            timestamp = packet.timestamp();
            pts90k = extender.extend(timestamp);
        }
        boolean first = !open;
        open = true;
        if (lost > 0 && first && !startsPicture(packet.payload())) {
            damage(lost + " packets lost before sequence number " + packet.sequenceNumber(), counted ? 0 : lost);
        }
        payload(packet.payload());
        // Lenient: some cameras set the marker on parameter sets; without a slice the access unit goes on.
        if (packet.marker() && (hasSlice || damage != null)) {
            finish(out);
        }
        return out;
    }

    private void finish(List<Output> out) {
        if (fragment != null) {
            damage("FU-A without its end", 0);
        }
        out.add(
                damage == null
                        ? new Output.Complete(AccessUnit.of(pts90k, nalUnits))
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
        if (payload.length == 0) {
            return;
        }
        int type = payload[0] & 0x1F;
        if (type >= 1 && type <= 23) {
            endFragment();
            add(payload);
        } else if (type == STAP_A) {
            endFragment();
            aggregate(payload);
        } else if (type == FU_A) {
            fragment(payload);
        } else {
            damage("NAL unit, STAP-A or FU-A expected (RFC 6184 §5.2), found payload structure " + type, 0);
        }
    }

    private void endFragment() {
        if (fragment != null) {
            damage("FU-A without its end", 0);
        }
    }

    private void aggregate(byte[] payload) {
        int at = 1;
        while (at < payload.length) {
            int length = at + 2 <= payload.length ? (payload[at] & 0xFF) << 8 | payload[at + 1] & 0xFF : -1;
            at += 2;
            if (length < 1 || length > payload.length - at) {
                damage(
                        "STAP-A: NAL unit of 1.." + Math.max(0, payload.length - at) + " bytes expected, found "
                                + length,
                        0);
                return;
            }
            add(Arrays.copyOfRange(payload, at, at + length));
            at += length;
        }
    }

    private void fragment(byte[] payload) {
        if (payload.length < 3) {
            damage("FU-A of 3 bytes or more expected, found " + payload.length, 0);
            return;
        }
        boolean start = (payload[1] & 0x80) != 0;
        boolean end = (payload[1] & 0x40) != 0;
        if (start) {
            endFragment();
            fragment = new ByteArrayOutputStream(payload.length * 4);
            fragment.write(payload[0] & 0xE0 | payload[1] & 0x1F);
        }
        if (fragment == null) {
            if (damage == null) {
                damage("FU-A without its start", 0);
            }
            return;
        }
        if (tooLarge(fragment.size() + payload.length)) {
            return;
        }
        fragment.write(payload, 2, payload.length - 2);
        if (end) {
            var unit = fragment.toByteArray();
            fragment = null;
            add(unit);
        }
    }

    private boolean tooLarge(int more) {
        if (sizeBytes + more > accessUnitBytesMax || nalUnits.size() >= NAL_UNITS_MAX) {
            damage(
                    "access unit of at most " + accessUnitBytesMax + " bytes and " + NAL_UNITS_MAX
                            + " NAL units expected, found more",
                    0);
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
        hasSlice |= NalUnits.isSlice(unit);
    }

    /**
     * Whether no slice can be missing between the picture before and this payload. Parameter sets can, but a receiver
     * has them from before or from SDP; dropping an IDR picture for them would cost a whole group of pictures.
     */
    private static boolean startsPicture(byte[] payload) {
        if (payload.length < 3) {
            return false;
        }
        int type = payload[0] & 0x1F;
        if (type == STAP_A) {
            return payload.length > 3 && ((payload[3] & 0x1F) == NalUnits.SPS || (payload[3] & 0x1F) == NalUnits.AUD);
        }
        if (type == FU_A) {
            return (payload[1] & 0x80) != 0 && (payload[1] & 0x1F) <= NalUnits.IDR && (payload[2] & 0x80) != 0;
        }
        return type == NalUnits.SPS || type == NalUnits.AUD || NalUnits.isFirstSliceOfPicture(payload);
    }
}

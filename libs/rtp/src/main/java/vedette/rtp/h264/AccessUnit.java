package vedette.rtp.h264;

import java.util.List;
import java.util.Optional;

/**
 * All NAL units of one picture in decoding order, without start codes (ITU-T H.264 §7.4.1.2.3). Immutable by agreement:
 * the arrays are not copied and must not be changed.
 *
 * @param pts90k presentation time in units of 1/90,000 s, extended to 64 bits
 * @param idr whether the picture is an IDR picture, that is a point where decoding may start
 * @param nalUnits the NAL units; parameter sets and SEI come before the slices
 */
public record AccessUnit(long pts90k, boolean idr, List<byte[]> nalUnits) {
    /** Takes a copy of the list, not of the arrays. */
    public AccessUnit {
        nalUnits = List.copyOf(nalUnits);
    }

    /** An access unit whose {@link #idr} follows from the NAL unit types. */
    public static AccessUnit of(long pts90k, List<byte[]> nalUnits) {
        return new AccessUnit(pts90k, nalUnits.stream().anyMatch(n -> NalUnits.type(n) == NalUnits.IDR), nalUnits);
    }

    /** The first NAL unit of this type. */
    public Optional<byte[]> first(int nalUnitType) {
        return nalUnits.stream().filter(n -> NalUnits.type(n) == nalUnitType).findFirst();
    }

    /** Sum of the NAL units' bytes. */
    public int sizeBytes() {
        return nalUnits.stream().mapToInt(n -> n.length).sum();
    }
}

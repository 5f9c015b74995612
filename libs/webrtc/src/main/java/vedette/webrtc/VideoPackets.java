package vedette.webrtc;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vedette.rtp.RtpPacket;
import vedette.rtp.h264.AccessUnit;
import vedette.rtp.h264.H264Packetizer;
import vedette.rtp.h264.NalUnits;

/**
 * Cuts access units into RTP payloads for browsers (RFC 6184). What browsers have no use for is left out; parameter sets
 * that the source gave only once are put before every IDR, since a viewer may begin at any of them.
 *
 * <p>Not thread-safe.
 */
final class VideoPackets {
    /**
     * Most payload bytes. With RTP and SRTP (44), UDP, IPv6 (48) and a TURN channel (4 … 36) it stays below the 1280 bytes
     * that every IPv6 path carries.
     */
    static final int PAYLOAD_BYTES_MAX = 1150;

    /** Put back where they are needed, or of no use to a browser. */
    private static final Set<Integer> LEFT_OUT =
            Set.of(NalUnits.AUD, NalUnits.FILLER, NalUnits.SEI, NalUnits.SPS, NalUnits.PPS);

    // Numbers and SSRC are given when a packet really leaves, so that dropped ones leave no gap.
    private final H264Packetizer packetizer = new H264Packetizer(0, 0, 0, 0, PAYLOAD_BYTES_MAX);
    private byte @Nullable [] sps;
    private byte @Nullable [] pps;

    /** Keeps the parameter sets of a picture that is not sent. */
    void remember(AccessUnit accessUnit) {
        accessUnit.first(NalUnits.SPS).ifPresent(unit -> sps = unit);
        accessUnit.first(NalUnits.PPS).ifPresent(unit -> pps = unit);
    }

    List<Pacer.Item> cut(AccessUnit accessUnit, Instant capture) {
        remember(accessUnit);
        List<byte[]> units = new ArrayList<>();
        for (byte[] unit : accessUnit.nalUnits()) {
            if (unit.length > 0 && !LEFT_OUT.contains(NalUnits.type(unit))) {
                units.add(unit);
            }
        }
        if (units.isEmpty()) {
            return List.of();
        }
        boolean given = accessUnit.first(NalUnits.SPS).isPresent() || accessUnit.first(NalUnits.PPS).isPresent();
        if (accessUnit.idr() || given) {
            Optional.ofNullable(pps).ifPresent(units::addFirst);
            Optional.ofNullable(sps).ifPresent(units::addFirst);
        }
        List<RtpPacket> packets =
                packetizer.packetize(new AccessUnit(accessUnit.pts90k(), accessUnit.idr(), units));
        return packets.stream()
                .map(packet -> new Pacer.Item(packet.payload(), packet.marker(), accessUnit.pts90k(), capture))
                .toList();
    }
}

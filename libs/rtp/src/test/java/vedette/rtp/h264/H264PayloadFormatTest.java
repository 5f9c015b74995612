package vedette.rtp.h264;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vedette.rtp.RtpPacket;
import vedette.rtp.RtpReorderBuffer;
import vedette.rtp.h264.H264Depacketizer.Output;

/** RFC 6184 §5 to §7: packets and back. */
class H264PayloadFormatTest {
    private static final long SSRC = 0xCAFE_BABEL;

    private static byte[] nalUnit(Random random, int type, int length) {
        var unit = new byte[length];
        random.nextBytes(unit);
        unit[0] = (byte) (0x60 | type);
        if (length > 1) {
            // first_mb_in_slice = 0
            unit[1] |= (byte) 0x80;
        }
        return unit;
    }

    private static List<AccessUnit> stream(Random random, int pictures) {
        var units = new ArrayList<AccessUnit>();
        for (int i = 0; i < pictures; i++) {
            var nalUnits = new ArrayList<byte[]>();
            boolean idr = i % 5 == 0;
            if (idr) {
                nalUnits.add(nalUnit(random, NalUnits.SPS, 10 + random.nextInt(30)));
                nalUnits.add(nalUnit(random, NalUnits.PPS, 4 + random.nextInt(10)));
            }
            if (random.nextInt(4) == 0) {
                nalUnits.add(nalUnit(random, NalUnits.SEI, 2 + random.nextInt(2000)));
            }
            int slices = 1 + random.nextInt(3);
            for (int slice = 0; slice < slices; slice++) {
                var unit = nalUnit(random, idr ? NalUnits.IDR : NalUnits.SLICE, 3 + random.nextInt(9000));
                // Only the first slice has first_mb_in_slice = 0.
                unit[1] = (byte) (slice == 0 ? unit[1] : unit[1] & 0x7F);
                nalUnits.add(unit);
            }
            units.add(new AccessUnit(i * 3600L, idr, nalUnits));
        }
        return units;
    }

    private static List<Output> run(List<RtpPacket> packets) {
        var depacketizer = new H264Depacketizer();
        var out = new ArrayList<Output>();
        packets.forEach(p -> out.addAll(depacketizer.push(p)));
        return out;
    }

    private static List<byte[]> slices(AccessUnit unit) {
        return unit.nalUnits().stream().filter(NalUnits::isSlice).toList();
    }

    private static void assertSame(AccessUnit actual, AccessUnit expected) {
        assertThat(actual.idr()).isEqualTo(expected.idr());
        assertThat(AnnexB.join(actual.nalUnits())).isEqualTo(AnnexB.join(expected.nalUnits()));
        assertThat(actual.nalUnits()).hasSameSizeAs(expected.nalUnits());
    }

    @Test
    void packetsOfAnyNalUnitSizes_comeBackUnchanged() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            int limit = 64 + random.nextInt(1500);
            var packetizer = new H264Packetizer(96, SSRC, random.nextInt(0x10000), random.nextLong(), limit);
            var stream = stream(random, 40);
            var packets = new ArrayList<RtpPacket>();
            for (var unit : stream) {
                var part = packetizer.packetize(unit);
                assertThat(part).allMatch(p -> p.payload().length <= limit);
                assertThat(part.stream().filter(RtpPacket::marker)).containsExactly(part.getLast());
                packets.addAll(part);
            }
            var out = run(packets);
            assertThat(out).as("seed %d", seed).hasSize(stream.size());
            long first = ((Output.Complete) out.getFirst()).accessUnit().pts90k();
            for (int i = 0; i < stream.size(); i++) {
                var unit = ((Output.Complete) out.get(i)).accessUnit();
                assertSame(unit, stream.get(i));
                assertThat(unit.pts90k() - first).isEqualTo(i * 3600L);
            }
        }
    }

    @Test
    void swappedPackets_areOrderedAgain() {
        for (int seed = 0; seed < 30; seed++) {
            var random = new Random(seed);
            var packetizer = new H264Packetizer(96, SSRC, 65_500, 0, 1200);
            var stream = stream(random, 30);
            var packets = new ArrayList<RtpPacket>();
            stream.forEach(u -> packets.addAll(packetizer.packetize(u)));
            // The first packet keeps its place: nothing before it can be waited for.
            for (int i = 1; i + 1 < packets.size(); i += 2) {
                Collections.swap(packets, i, i + random.nextInt(2));
            }
            var buffer = new RtpReorderBuffer(8);
            var ordered = new ArrayList<RtpPacket>();
            packets.forEach(p -> ordered.addAll(buffer.push(p)));
            ordered.addAll(buffer.flush());
            var out = run(ordered);
            assertThat(out).hasSize(stream.size()).allMatch(o -> o instanceof Output.Complete);
            assertThat(buffer.late()).isZero();
        }
    }

    @Test
    void lostPackets_damageExactlyTheirAccessUnits() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var packetizer = new H264Packetizer(96, SSRC, 65_000, 0, 500);
            var stream = stream(random, 60);
            var kept = new ArrayList<RtpPacket>();
            var whole = new ArrayList<AccessUnit>();
            int lost = 0;
            for (int i = 0; i < stream.size(); i++) {
                var packets = packetizer.packetize(stream.get(i));
                var through = i == 0 || i == stream.size() - 1
                        ? packets
                        : packets.stream().filter(_ -> random.nextInt(200) > 0).toList();
                lost += packets.size() - through.size();
                if (through.size() == packets.size()) {
                    whole.add(stream.get(i));
                }
                kept.addAll(through);
            }
            var complete = new ArrayList<AccessUnit>();
            int reported = 0;
            for (var output : run(kept)) {
                switch (output) {
                    case Output.Complete(var unit) -> complete.add(unit);
                    case Output.Damaged damaged -> reported += damaged.packetsLost();
                }
            }
            // A whole unit after a loss may be dropped too, if nothing proves that its first packet is there.
            assertThat(complete.size()).as("seed %d", seed).isGreaterThan(whole.size() / 2);
            var expected = whole.stream().map(AccessUnit::pts90k).toList();
            for (var unit : complete) {
                var original = stream.get((int) (unit.pts90k() / 3600));
                if (expected.contains(unit.pts90k())) {
                    assertSame(unit, original);
                } else {
                    // Only parameter sets or SEI before the first slice can be missing.
                    assertThat(AnnexB.join(slices(unit))).as("seed %d", seed).isEqualTo(AnnexB.join(slices(original)));
                }
            }
            assertThat(reported).isLessThanOrEqualTo(lost);
        }
    }

    @Test
    void parameterSets_shareOneStapA() {
        var random = new Random(1);
        var packetizer = new H264Packetizer(96, SSRC, 0, 0, 1200);
        var unit = new AccessUnit(
                0, true, List.of(nalUnit(random, 7, 20), nalUnit(random, 8, 6), nalUnit(random, 5, 3000)));

        var packets = packetizer.packetize(unit);

        assertThat(packets).hasSize(4);
        assertThat(packets.getFirst().payload()[0]).isEqualTo((byte) 0x78);
        assertThat(packets.getFirst().payload()).hasSize(1 + 2 + 20 + 2 + 6);
        // 2,999 bytes in three FU-A of equal size, first with S, last with E (RFC 6184 §5.8).
        assertThat(packets.subList(1, 4)).extracting(p -> p.payload().length).containsExactly(1002, 1002, 1001);
        assertThat(packets.subList(1, 4))
                .extracting(p -> p.payload()[1])
                .containsExactly((byte) 0x85, (byte) 0x05, (byte) 0x45);
        assertThat(packetizer.nextSequenceNumber()).isEqualTo(4);
    }

    @Test
    void anyBytes_neverThrow() {
        var random = new Random(42);
        var depacketizer = new H264Depacketizer(20_000);
        for (int i = 0; i < 200_000; i++) {
            var payload = new byte[random.nextInt(40)];
            random.nextBytes(payload);
            depacketizer.push(
                    RtpPacket.of(96, random.nextInt(9) == 0, i + random.nextInt(3), i / 7 * 3000L, SSRC, payload));
        }
    }

    @Test
    void markerOnParameterSets_doesNotEndTheAccessUnit() {
        var random = new Random(3);
        var sps = nalUnit(random, 7, 20);
        var idr = nalUnit(random, 5, 100);
        var out = run(List.of(RtpPacket.of(96, true, 1, 0, SSRC, sps), RtpPacket.of(96, true, 2, 0, SSRC, idr)));
        assertThat(out).hasSize(1);
        assertThat(((Output.Complete) out.getFirst()).accessUnit().nalUnits()).containsExactly(sps, idr);
    }

    @Test
    void missingMarker_newTimestampEndsTheAccessUnit() {
        var random = new Random(3);
        var out = run(List.of(
                RtpPacket.of(96, false, 1, 0, SSRC, nalUnit(random, 5, 100)),
                RtpPacket.of(96, false, 2, 3600, SSRC, nalUnit(random, 1, 100)),
                RtpPacket.of(96, false, 3, 7200, SSRC, nalUnit(random, 1, 100))));
        assertThat(out).hasSize(2).allMatch(o -> o instanceof Output.Complete);
    }

    @Test
    void tooLargeAccessUnit_isDroppedAndReported() {
        var depacketizer = new H264Depacketizer(1000);
        var packetizer = new H264Packetizer(96, SSRC, 0, 0, 200);
        var out = new ArrayList<Output>();
        packetizer
                .packetize(AccessUnit.of(0, List.of(nalUnit(new Random(1), 5, 5000))))
                .forEach(p -> out.addAll(depacketizer.push(p)));
        assertThat(out)
                .singleElement()
                .isInstanceOfSatisfying(
                        Output.Damaged.class, d -> assertThat(d.reason()).contains("1000 bytes"));
    }
}

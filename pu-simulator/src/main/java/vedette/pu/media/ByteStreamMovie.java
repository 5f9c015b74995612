package vedette.pu.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import vedette.rtp.h264.AnnexB;
import vedette.rtp.h264.H264ParseException;
import vedette.rtp.h264.NalUnits;
import vedette.rtp.h264.SequenceParameterSet;

/**
 * An H.264 byte stream file (ITU-T H.264 annex B), held in memory. Such a file has no times: the rate comes from the
 * SPS, else 25 pictures per second are assumed; pictures count as shown in the order in which they are stored.
 */
final class ByteStreamMovie implements Movie {

    private static final long FILE_BYTES_MAX = 128L << 20;
    private static final double FPS_DEFAULT = 25;

    private final List<List<byte[]>> pictures;
    private final byte[] sps;
    private final byte[] pps;
    private final SequenceParameterSet parameters;
    private final double ticks90k;
    private final boolean reorders;
    private final long bytes;

    ByteStreamMovie(Path file) throws IOException {
        long size = Files.size(file);
        if (size > FILE_BYTES_MAX) {
            throw new MediaException("expected a byte stream file of at most 128 MiB, found " + size + " bytes in "
                    + file.getFileName() + "; convert it: ffmpeg -i in -c copy out.mp4");
        }
        List<byte[]> units = AnnexB.split(Files.readAllBytes(file));
        pictures = AnnexB.pictures(units).stream()
                .filter(p -> p.stream().anyMatch(NalUnits::isSlice))
                .toList();
        if (pictures.isEmpty()) {
            throw new MediaException("expected H.264 pictures after start codes, found none in " + file.getFileName());
        }
        sps = first(units, NalUnits.SPS, "sequence", file);
        pps = first(units, NalUnits.PPS, "picture", file);
        try {
            parameters = SequenceParameterSet.parse(sps);
        } catch (H264ParseException e) {
            throw new MediaException(
                    "the sequence parameter set of " + file.getFileName() + " is damaged: " + e.getMessage(), e);
        }
        double fps = parameters.framesPerSecond();
        ticks90k = 90_000 / (fps >= 0.1 && fps <= 240 ? fps : FPS_DEFAULT);
        reorders = parameters.reordersFrames() && units.stream().anyMatch(SliceTypes::isB);
        bytes = units.stream().mapToLong(u -> u.length).sum();
    }

    private static byte[] first(List<byte[]> units, int type, String name, Path file) {
        return units.stream()
                .filter(u -> NalUnits.type(u) == type)
                .findFirst()
                .orElseThrow(() -> new MediaException(
                        "expected a " + name + " parameter set in " + file.getFileName() + ", found none"));
    }

    @Override
    public int pictures() {
        return pictures.size();
    }

    @Override
    public long dts90k(int picture) {
        return Math.round(picture * ticks90k);
    }

    @Override
    public long pts90k(int picture) {
        return dts90k(picture);
    }

    @Override
    public long duration90k() {
        return dts90k(pictures.size());
    }

    @Override
    public List<byte[]> nalUnits(int picture) {
        return pictures.get(picture);
    }

    @Override
    public byte[] sps() {
        return sps;
    }

    @Override
    public byte[] pps() {
        return pps;
    }

    @Override
    public SequenceParameterSet parameters() {
        return parameters;
    }

    @Override
    public boolean reordersFrames() {
        return reorders;
    }

    @Override
    public long videoBytes() {
        return bytes;
    }

    @Override
    public byte[] alaw() {
        return new byte[0];
    }

    @Override
    public void close() {
        // All in memory.
    }
}

package vedette.testkit;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jcodec.codecs.h264.H264Decoder;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.common.model.ColorSpace;
import org.jcodec.common.model.Picture;

/**
 * Reads {@link Timecode}s back: from a luma plane, or from H.264 access units decoded by JCodec, an oracle that shares
 * no code with the FFmpeg encoder under test. Decoding keeps reference pictures: feed one reader the units of one
 * stream in order. Not thread-safe.
 */
public final class TimecodeReader {

    /** Least difference of white and black luma that still counts as a strip. */
    private static final int CONTRAST_MIN = 48;
    /** NAL unit type of a sequence parameter set. */
    private static final int NAL_SPS = 7;

    /** A decoded picture's visible size and, when the strip was readable, its timecode. */
    public record Frame(int width, int height, Optional<Timecode> timecode) {}

    private final H264Decoder decoder = new H264Decoder();
    private int allocatedWidth;
    private int allocatedHeight;

    /**
     * Reads the strip of a luma plane of any range and size.
     *
     * @return the timecode, or empty when no strip is found or its check sum is wrong
     */
    public static Optional<Timecode> read(byte[] luma, int width, int height, int stride) {
        return read((x, y) -> luma[y * stride + x] & 0xFF, width, height);
    }

    /**
     * Decodes one access unit (NAL units without start codes, parameter sets in band at least before the first IDR)
     * and reads the strip.
     *
     * @throws IllegalArgumentException if the decoder cannot make a picture of it
     */
    public Frame decode(List<byte[]> nalUnits) {
        List<ByteBuffer> units = nalUnits.stream().map(ByteBuffer::wrap).toList();
        Picture picture;
        try {
            picture = decoder.decodeFrameFromNals(units, pictureBuffer(nalUnits));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "JCodec cannot decode an access unit of " + nalUnits.size() + " NAL units, first type "
                            + (nalUnits.isEmpty() ? -1 : nalUnits.getFirst()[0] & 0x1F),
                    e);
        }
        if (picture == null) {
            throw new IllegalArgumentException("expected a coded picture, found none in " + nalUnits.size()
                    + " NAL units; is the stream's first unit an IDR with SPS and PPS?");
        }
        byte[] luma = picture.getPlaneData(0);
        int stride = picture.getPlaneWidth(0);
        int x0 = picture.getStartX();
        int y0 = picture.getStartY();
        // JCodec keeps samples as signed bytes around 0.
        return new Frame(
                picture.getCroppedWidth(),
                picture.getCroppedHeight(),
                read(
                        (x, y) -> luma[(y0 + y) * stride + x0 + x] + 128,
                        picture.getCroppedWidth(),
                        picture.getCroppedHeight()));
    }

    private interface Luma {
        int at(int x, int y);
    }

    private static Optional<Timecode> read(Luma luma, int width, int height) {
        if (width < 2 * Timecode.COLUMNS || height < 2 * Timecode.GRID_ROWS) {
            return Optional.empty();
        }
        byte[] payload = new byte[Timecode.BYTES];
        for (int row = 0; row < Timecode.ROWS; row++) {
            int white = 0;
            int black = 0;
            for (int i = 0; i < Timecode.syncCells(); i++) {
                int level = cell(luma, width, height, Timecode.syncColumn(i), row);
                if (Timecode.syncBit(i)) {
                    white += level;
                } else {
                    black += level;
                }
            }
            int half = Timecode.syncCells() / 2;
            if (white - black < CONTRAST_MIN * half) {
                return Optional.empty();
            }
            int threshold = (white + black) / (2 * half);
            for (int i = 0; i < Timecode.BITS_PER_ROW; i++) {
                if (cell(luma, width, height, Timecode.FIRST_DATA_COLUMN + i, row) > threshold) {
                    int bit = row * Timecode.BITS_PER_ROW + i;
                    payload[bit >> 3] |= (byte) (0x80 >> (bit & 7));
                }
            }
        }
        return Timecode.fromBytes(payload);
    }

    /** Mean of the middle half of a cell: its edges suffer from compression and scaling. */
    private static int cell(Luma luma, int width, int height, int column, int row) {
        int gridRow = Timecode.GRID_ROWS - Timecode.ROWS + row;
        int left = width * (4 * column + 1) / (4 * Timecode.COLUMNS);
        int right = Math.max(left + 1, width * (4 * column + 3) / (4 * Timecode.COLUMNS));
        int top = height * (4 * gridRow + 1) / (4 * Timecode.GRID_ROWS);
        int bottom = Math.max(top + 1, height * (4 * gridRow + 3) / (4 * Timecode.GRID_ROWS));
        int sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                sum += luma.at(x, y);
            }
        }
        return sum / ((right - left) * (bottom - top));
    }

    private byte[][] pictureBuffer(List<byte[]> nalUnits) {
        for (byte[] unit : nalUnits) {
            if (unit.length > 4 && (unit[0] & 0x1F) == NAL_SPS) {
                var sps = SeqParameterSet.read(ByteBuffer.wrap(unit, 1, unit.length - 1));
                allocatedWidth = 16 * (sps.picWidthInMbsMinus1 + 1);
                allocatedHeight = 16 * SeqParameterSet.getPicHeightInMbs(sps);
            }
        }
        if (allocatedWidth == 0) {
            throw new IllegalArgumentException("no SPS seen yet: start with an IDR access unit with parameter sets");
        }
        return Picture.create(allocatedWidth, allocatedHeight, ColorSpace.YUV420J)
                .getData();
    }
}

package vedette.testkit;

import java.util.Arrays;
import java.util.Optional;

/**
 * A frame number and capture time that travel inside the picture, readable by machines after compression and scaling:
 * a strip of black and white cells along the bottom edge. Drawer and readers share this one layout.
 *
 * <pre>
 *  column   0 1 | 2 3 4 5 | 6 … 37  | 38 39 40 41 | 42 43      44 columns, each width/44 wide
 *  row 0    . . | 1 0 1 0 | payload |  0  1  0  1 | . .        3 rows, each height/36 high, on the bottom edge;
 *  row 1    . . | 1 0 1 0 | payload |  0  1  0  1 | . .        one more black row above separates the scene
 *  row 2    . . | 1 0 1 0 | payload |  0  1  0  1 | . .
 * </pre>
 *
 * <p>Payload, most significant bit first, 96 bits: frame number (32), capture time in milliseconds since the epoch
 * (48), CRC-16 of these ten bytes (polynomial 0x1021, initial value 0xFFFF). White is 1. The sync columns give the
 * reader its threshold. Cells are multiples of 8 pixels at CIF and 4CIF, so that they fall on transform blocks.
 *
 * @param frame frame number, unsigned 32 bit, counted by the drawer; wraps
 * @param captureMillis capture (drawing) time, milliseconds since 1970 UTC, 48 bit
 */
public record Timecode(long frame, long captureMillis) {

    /** Columns of the grid; a cell is {@code width / COLUMNS} wide. */
    public static final int COLUMNS = 44;
    /** Rows in the whole picture height; a cell is {@code height / GRID_ROWS} high. */
    public static final int GRID_ROWS = 36;
    /** Rows that carry bits, the lowest of the grid. */
    public static final int ROWS = 3;
    /** Rows the strip covers: the bit rows and a black one above. */
    public static final int STRIP_ROWS = ROWS + 1;

    static final int FIRST_DATA_COLUMN = 6;
    static final int BITS_PER_ROW = 32;
    static final int BYTES = 12;
    private static final int MARGIN_COLUMNS = 2;
    private static final int SYNC_COLUMNS = 4;
    private static final long FRAME_MASK = 0xFFFF_FFFFL;
    private static final long MILLIS_MASK = 0xFFFF_FFFF_FFFFL;

    /** Luma of a 0 (video range black). */
    private static final byte BLACK = 16;
    /** Luma of a 1 (video range white). */
    private static final byte WHITE = (byte) 235;

    /** Keeps 32 and 48 bits of the arguments, so that a counter may simply run on. */
    public Timecode {
        frame &= FRAME_MASK;
        captureMillis &= MILLIS_MASK;
    }

    /** First line of the strip in a picture of this height; everything below belongs to the strip. */
    public static int stripTop(int height) {
        return height * (GRID_ROWS - STRIP_ROWS) / GRID_ROWS;
    }

    /**
     * Draws the strip over the bottom of a luma plane (ITU-R BT.601 video range). The caller sets the chroma below
     * {@link #stripTop} to 128 once; it never changes.
     *
     * @param luma at least {@code stride * height} bytes
     * @param stride bytes from one line to the next, {@code >= width}
     */
    public void draw(byte[] luma, int width, int height, int stride) {
        byte[] payload = toBytes();
        byte[] line = new byte[width];
        int bottom = stripTop(height);
        for (int row = -1; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                boolean white = row >= 0 && bit(payload, row, column);
                int to = (column + 1) * width / COLUMNS;
                Arrays.fill(line, column * width / COLUMNS, to, white ? WHITE : BLACK);
            }
            int top = bottom;
            bottom = row == ROWS - 1 ? height : height * (GRID_ROWS - ROWS + row + 1) / GRID_ROWS;
            for (int y = top; y < bottom; y++) {
                System.arraycopy(line, 0, luma, y * stride, width);
            }
        }
    }

    /** Whether a sync column is white; the right half mirrors the left. */
    static boolean syncBit(int index) {
        return (index & 1) == (index < SYNC_COLUMNS ? 0 : 1);
    }

    /** Grid column of one of the eight sync cells of a row. */
    static int syncColumn(int index) {
        return index < SYNC_COLUMNS ? MARGIN_COLUMNS + index : FIRST_DATA_COLUMN + BITS_PER_ROW + index - SYNC_COLUMNS;
    }

    static int syncCells() {
        return 2 * SYNC_COLUMNS;
    }

    private static boolean bit(byte[] payload, int row, int column) {
        int data = column - FIRST_DATA_COLUMN;
        if (data >= 0 && data < BITS_PER_ROW) {
            int index = row * BITS_PER_ROW + data;
            return (payload[index >> 3] >> (7 - (index & 7)) & 1) != 0;
        }
        int sync = data < 0 ? column - MARGIN_COLUMNS : SYNC_COLUMNS + data - BITS_PER_ROW;
        return sync >= 0 && sync < 2 * SYNC_COLUMNS && syncBit(sync);
    }

    byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < 4; i++) {
            bytes[i] = (byte) (frame >>> (24 - 8 * i));
        }
        for (int i = 0; i < 6; i++) {
            bytes[4 + i] = (byte) (captureMillis >>> (40 - 8 * i));
        }
        int crc = crc16(bytes, 10);
        bytes[10] = (byte) (crc >>> 8);
        bytes[11] = (byte) crc;
        return bytes;
    }

    /** The timecode in these twelve bytes, or empty when the check sum is wrong. */
    static Optional<Timecode> fromBytes(byte[] bytes) {
        if (crc16(bytes, 10) != ((bytes[10] & 0xFF) << 8 | bytes[11] & 0xFF)) {
            return Optional.empty();
        }
        long frame = 0;
        for (int i = 0; i < 4; i++) {
            frame = frame << 8 | bytes[i] & 0xFF;
        }
        long millis = 0;
        for (int i = 4; i < 10; i++) {
            millis = millis << 8 | bytes[i] & 0xFF;
        }
        return Optional.of(new Timecode(frame, millis));
    }

    private static int crc16(byte[] bytes, int length) {
        int crc = 0xFFFF;
        for (int i = 0; i < length; i++) {
            crc ^= (bytes[i] & 0xFF) << 8;
            for (int b = 0; b < 8; b++) {
                crc = (crc & 0x8000) != 0 ? crc << 1 ^ 0x1021 : crc << 1;
            }
            crc &= 0xFFFF;
        }
        return crc;
    }
}

package vedette.fmp4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes nested boxes (ISO/IEC 14496-12 §4.2) into an array that grows. */
final class BoxWriter {
    private byte[] bytes = new byte[1024];
    private int length;

    /** What a box contains. */
    @FunctionalInterface
    interface Content {
        void write();
    }

    BoxWriter box(String type, Content content) {
        int start = length;
        u32(0);
        ascii(type);
        content.write();
        patch(start, length - start);
        return this;
    }

    BoxWriter fullBox(String type, int version, int flags, Content content) {
        return box(type, () -> {
            u32((long) version << 24 | flags);
            content.write();
        });
    }

    BoxWriter u8(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    BoxWriter u16(int value) {
        return u8(value >> 8).u8(value);
    }

    BoxWriter u32(long value) {
        return u16((int) (value >> 16)).u16((int) value);
    }

    BoxWriter u64(long value) {
        return u32(value >>> 32).u32(value);
    }

    BoxWriter ascii(String text) {
        return raw(text.getBytes(StandardCharsets.US_ASCII));
    }

    BoxWriter raw(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    BoxWriter zeros(int count) {
        room(count);
        length += count;
        return this;
    }

    /** Overwrites 32 bits. */
    void patch(int at, int value) {
        bytes[at] = (byte) (value >> 24);
        bytes[at + 1] = (byte) (value >> 16);
        bytes[at + 2] = (byte) (value >> 8);
        bytes[at + 3] = (byte) value;
    }

    int length() {
        return length;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** What was written, with room for more bytes behind it. */
    byte[] toByteArray(int more) {
        return Arrays.copyOf(bytes, length + more);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}

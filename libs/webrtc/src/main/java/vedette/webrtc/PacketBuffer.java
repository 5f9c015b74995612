package vedette.webrtc;

import org.jitsi.utils.ByteArrayBuffer;

/** A growing packet as jitsi-srtp wants it; not thread-safe. */
final class PacketBuffer implements ByteArrayBuffer {
    private byte[] bytes;
    private int offset;
    private int length;

    /** Wraps without a copy; room behind {@code length} is used for the tag. */
    PacketBuffer(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    @Override
    public byte[] getBuffer() {
        return bytes;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int length) {
        this.length = length;
    }

    @Override
    public void setOffset(int offset) {
        this.offset = offset;
    }

    @Override
    public boolean isInvalid() {
        return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] target) {
        System.arraycopy(bytes, offset + from, target, 0, count);
    }

    @Override
    public void grow(int howMuch) {
        if (bytes.length - offset - length < howMuch) {
            byte[] larger = new byte[length + howMuch];
            System.arraycopy(bytes, offset, larger, 0, length);
            bytes = larger;
            offset = 0;
        }
    }

    @Override
    public void append(byte[] data, int count) {
        grow(count);
        System.arraycopy(data, 0, bytes, offset + length, count);
        length += count;
    }

    @Override
    public void shrink(int count) {
        length = Math.max(0, length - count);
    }

    /** A copy of exactly the packet. */
    byte[] toArray() {
        byte[] copy = new byte[length];
        System.arraycopy(bytes, offset, copy, 0, length);
        return copy;
    }
}

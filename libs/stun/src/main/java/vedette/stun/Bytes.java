package vedette.stun;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Big-endian numbers in arrays. */
final class Bytes {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static int uint16(byte[] from, int at) {
        return (short) SHORT.get(from, at) & 0xFFFF;
    }

    static int int32(byte[] from, int at) {
        return (int) INT.get(from, at);
    }

    static long int64(byte[] from, int at) {
        return (long) LONG.get(from, at);
    }

    static void put16(byte[] to, int at, int value) {
        SHORT.set(to, at, (short) value);
    }

    static void put32(byte[] to, int at, int value) {
        INT.set(to, at, value);
    }

    static void put64(byte[] to, int at, long value) {
        LONG.set(to, at, value);
    }
}

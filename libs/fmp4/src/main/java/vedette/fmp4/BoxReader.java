package vedette.fmp4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads the fields of a box's payload; never beyond its end. */
final class BoxReader {
    private final byte[] bytes;
    private final int end;
    private final String name;
    private int at;

    BoxReader(byte[] bytes, int start, int end, String name) {
        this.bytes = bytes;
        this.at = start;
        this.end = end;
        this.name = name;
    }

    String name() {
        return name;
    }

    int remaining() {
        return end - at;
    }

    private void need(int count) throws Fmp4ParseException {
        if (count < 0 || count > end - at) {
            throw new Fmp4ParseException(
                    "box " + name + ": " + count + " more bytes expected, found " + (end - at));
        }
    }

    int u8() throws Fmp4ParseException {
        need(1);
        return bytes[at++] & 0xFF;
    }

    int u16() throws Fmp4ParseException {
        return u8() << 8 | u8();
    }

    long u32() throws Fmp4ParseException {
        need(4);
        long value = (bytes[at] & 0xFFL) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | bytes[at + 3] & 0xFF;
        at += 4;
        return value;
    }

    /** A 64-bit value from 0 to 2^63 - 1. */
    long u63() throws Fmp4ParseException {
        long value = u32() << 32 | u32();
        if (value < 0) {
            throw new Fmp4ParseException("box " + name + ": value below 2^63 expected, found more");
        }
        return value;
    }

    void skip(int count) throws Fmp4ParseException {
        need(count);
        at += count;
    }

    byte[] bytes(int count) throws Fmp4ParseException {
        need(count);
        at += count;
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    String fourCc() throws Fmp4ParseException {
        return new String(bytes(4), StandardCharsets.ISO_8859_1);
    }

    /** The next child box. */
    BoxReader child() throws Fmp4ParseException {
        long size = u32();
        String type = fourCc();
        long payload = size - 8;
        if (size == 1) {
            payload = u63() - 16;
        } else if (size == 0) {
            payload = remaining();
        }
        if (payload < 0 || payload > remaining()) {
            throw new Fmp4ParseException(
                    "box " + type + " in " + name + ": at most " + remaining() + " bytes expected, found " + payload);
        }
        var child = new BoxReader(bytes, at, at + (int) payload, type);
        at += (int) payload;
        return child;
    }

    void expect(String what, long found, long expected) throws Fmp4ParseException {
        if (found != expected) {
            throw new Fmp4ParseException("box " + name + ": " + what + " " + expected + " expected, found " + found);
        }
    }
}

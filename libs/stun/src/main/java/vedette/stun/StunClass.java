package vedette.stun;

/** The class of a message (RFC 8489 §5). */
public enum StunClass {
    REQUEST(0x000),
    INDICATION(0x010),
    SUCCESS(0x100),
    ERROR(0x110);

    private final int bits;

    StunClass(int bits) {
        this.bits = bits;
    }

    /** Message type field of a method in this class. */
    int type(int method) {
        return bits | (method & 0xF80) << 2 | (method & 0x70) << 1 | method & 0xF;
    }

    static StunClass of(int type) {
        return switch (type & 0x110) {
            case 0x000 -> REQUEST;
            case 0x010 -> INDICATION;
            case 0x100 -> SUCCESS;
            default -> ERROR;
        };
    }

    static int method(int type) {
        return (type & 0x3E00) >> 2 | (type & 0xE0) >> 1 | type & 0xF;
    }
}

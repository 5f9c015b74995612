package vedette.rtp.g711;

import vedette.rtp.RtpPacket;

/**
 * The two laws of ITU-T G.711: 16-bit linear samples at 8,000 Hz to eight bits and back. Stateless; any thread.
 */
public enum G711 {
    /** µ-law (ITU-T G.711 table 2), RTP payload type 0, {@code PCMU/8000}. */
    U_LAW(0, "PCMU"),
    /** A-law with even bits inverted (ITU-T G.711 table 1), RTP payload type 8, {@code PCMA/8000}. */
    A_LAW(8, "PCMA");

    /** Samples per second. */
    public static final int CLOCK_RATE_HZ = 8000;
    /** Packetization time if SDP says nothing (RFC 3551 §4.5). */
    public static final int PACKET_MILLIS_DEFAULT = 20;

    private static final int PACKET_MILLIS_MAX = 200;
    private static final int U_LAW_BIAS = 0x84;
    private static final int U_LAW_CLIP = 32_635;

    private final int payloadType;
    private final String encodingName;
    private final short[] decodeTable = new short[256];

    G711(int payloadType, String encodingName) {
        this.payloadType = payloadType;
        this.encodingName = encodingName;
        for (int code = 0; code < 256; code++) {
            decodeTable[code] = (short) (payloadType == 0 ? expandU(code) : expandA(code));
        }
    }

    /** Static RTP payload type (RFC 3551 table 4). */
    public int payloadType() {
        return payloadType;
    }

    /** Encoding name in {@code a=rtpmap}. */
    public String encodingName() {
        return encodingName;
    }

    /** The linear sample of a code. */
    public short decode(byte code) {
        return decodeTable[code & 0xFF];
    }

    /** The code of a linear sample. */
    public byte encode(short sample) {
        return this == U_LAW ? compressU(sample) : compressA(sample);
    }

    /** Linear samples of codes. */
    public short[] decode(byte[] codes) {
        var samples = new short[codes.length];
        for (int i = 0; i < codes.length; i++) {
            samples[i] = decode(codes[i]);
        }
        return samples;
    }

    /** Codes of linear samples. */
    public byte[] encode(short[] samples) {
        var codes = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            codes[i] = encode(samples[i]);
        }
        return codes;
    }

    /**
     * Samples, and so payload bytes, of a packet.
     *
     * @param packetMillis packetization time, 1..200 ms (RFC 3551 §4.2: receivers take 0..200 ms)
     */
    public static int samplesPerPacket(int packetMillis) {
        if (packetMillis < 1 || packetMillis > PACKET_MILLIS_MAX) {
            throw new IllegalArgumentException("packetization time of 1..200 ms expected, found " + packetMillis);
        }
        return CLOCK_RATE_HZ / 1000 * packetMillis;
    }

    /**
     * One packet of codes. The marker belongs on the first packet after silence (RFC 3551 §4.1).
     *
     * @param timestamp RTP timestamp, one tick per sample
     */
    public RtpPacket packet(boolean marker, int sequenceNumber, long timestamp, long ssrc, byte[] codes) {
        return RtpPacket.of(payloadType, marker, sequenceNumber, timestamp, ssrc, codes);
    }

    private static int expandU(int code) {
        int inverted = ~code & 0xFF;
        int magnitude = ((inverted & 0x0F) << 3) + U_LAW_BIAS << (inverted >> 4 & 7);
        return (inverted & 0x80) == 0 ? magnitude - U_LAW_BIAS : U_LAW_BIAS - magnitude;
    }

    private static byte compressU(int sample) {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.min(Math.abs(sample), U_LAW_CLIP) + U_LAW_BIAS;
        int segment = 24 - Integer.numberOfLeadingZeros(magnitude);
        return (byte) ~(sign | segment << 4 | magnitude >> segment + 3 & 0x0F);
    }

    private static int expandA(int code) {
        int even = code ^ 0x55;
        int segment = even >> 4 & 7;
        int magnitude = ((even & 0x0F) << 4) + 8;
        if (segment > 0) {
            magnitude = magnitude + 0x100 << segment - 1;
        }
        return (even & 0x80) == 0 ? -magnitude : magnitude;
    }

    private static byte compressA(int sample) {
        int sign = sample >= 0 ? 0x80 : 0;
        // Negative values are one step nearer to zero: the decision values of table 1b are mirrored.
        int magnitude = sample >= 0 ? sample : -sample - 1;
        int segment = Math.max(0, 24 - Integer.numberOfLeadingZeros(magnitude));
        int mantissa = segment == 0 ? magnitude >> 4 : magnitude >> segment + 3;
        return (byte) ((sign | segment << 4 | mantissa & 0x0F) ^ 0x55);
    }
}

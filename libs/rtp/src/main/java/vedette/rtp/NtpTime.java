package vedette.rtp;

import java.time.Instant;

/** Conversion between wall time and the 64-bit NTP timestamps of sender reports (RFC 3550 §4). */
public final class NtpTime {
    /** Seconds from 1900-01-01 to 1970-01-01. */
    private static final long EPOCH_OFFSET_SECONDS = 2_208_988_800L;

    private NtpTime() {}

    /** 32.32 fixed point seconds since 1900. */
    public static long of(Instant wallTime) {
        long seconds = wallTime.getEpochSecond() + EPOCH_OFFSET_SECONDS;
        return seconds << 32 | ((long) wallTime.getNano() << 32) / 1_000_000_000L;
    }

    /** Wall time of an NTP timestamp; values before 1968 are taken as of the era after 2036 (RFC 5905 §6). */
    public static Instant instant(long ntpTimestamp) {
        long seconds = ntpTimestamp >>> 32;
        if (seconds < 0x8000_0000L) {
            seconds += 1L << 32;
        }
        long nanos = ((ntpTimestamp & 0xFFFF_FFFFL) * 1_000_000_000L + (1L << 31)) >>> 32;
        return Instant.ofEpochSecond(seconds - EPOCH_OFFSET_SECONDS, nanos);
    }

    /** The middle 32 bits, as report blocks repeat them (RFC 3550 §6.4.1, LSR). */
    public static long middle(long ntpTimestamp) {
        return ntpTimestamp >>> 16 & 0xFFFF_FFFFL;
    }
}

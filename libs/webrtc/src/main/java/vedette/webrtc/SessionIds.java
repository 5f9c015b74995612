package vedette.webrtc;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * The random numbers of a session.
 *
 * @param cname random, so that it links no sessions (RFC 7022 §4.1)
 */
record SessionIds(long sessionId, String cname, long videoSsrc, long audioSsrc, RandomGenerator random) {
    static SessionIds draw(SecureRandom random) {
        byte[] name = new byte[12];
        random.nextBytes(name);
        long video = random.nextLong(1, 1L << 32);
        long audio = video;
        while (audio == video) {
            audio = random.nextLong(1, 1L << 32);
        }
        return new SessionIds(
                random.nextLong(1, Long.MAX_VALUE), HexFormat.of().formatHex(name), video, audio, random);
    }
}

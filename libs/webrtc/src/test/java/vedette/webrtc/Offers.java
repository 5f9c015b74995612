package vedette.webrtc;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import vedette.rtp.g711.G711;

/** A recvonly offer of video and audio as Chromium 156 makes it, and changed copies. */
final class Offers {
    static final Fingerprint FINGERPRINT = Fingerprint.parse(
            "AB:BB:9F:5C:FC:93:19:82:55:9C:3E:A6:BF:3E:CA:D1:0A:92:04:6B:88:C8:79:FB:3A:41:88:80:F8:E0:4C:C4");
    static final Fingerprint OTHER = Fingerprint.ofCertificate(new byte[] {1});

    private Offers() {}

    static String chromium() {
        try (var in = Offers.class.getResourceAsStream("/webrtc/chromium-156-offer.sdp")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The offer without the lines that match. */
    static String without(String regex) {
        return chromium().lines().filter(line -> !line.matches(regex)).reduce("", (all, line) -> all + line + "\r\n");
    }

    static ViewerOffer of(String sdp) {
        return of(sdp, MediaPlan.videoAndAudio("42e01f", G711.A_LAW));
    }

    static ViewerOffer of(String sdp, MediaPlan plan) {
        return new ViewerOffer(sdp, FINGERPRINT, IceOptions.NONE, plan);
    }
}

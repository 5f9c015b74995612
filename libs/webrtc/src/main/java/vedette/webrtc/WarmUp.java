package vedette.webrtc;

import java.io.IOException;
import java.security.GeneralSecurityException;
import org.ice4j.ice.harvest.SinglePortUdpHarvester;
import org.jspecify.annotations.Nullable;

/** Loads the classes of ICE and SRTP before the first viewer comes: about a second of work on a small device. */
final class WarmUp {
    private WarmUp() {}

    static void run(@Nullable SinglePortUdpHarvester sharedPort) throws IOException {
        IceTransport.Events nobody = new IceTransport.Events() {
            @Override
            public void localCandidate(String line) {}

            @Override
            public void localCandidatesDone() {}

            @Override
            public void failed() {}
        };
        try (IceTransport ice =
                new IceTransport(sharedPort, IceOptions.NONE, "warmup", "warm-up-password-no-one-has", nobody)) {
            ice.localCandidates();
            ice.start();
        }
        for (SrtpProfile profile : SrtpProfile.values()) {
            SrtpKeys keys = SrtpKeys.cut(profile, new byte[SrtpKeys.materialLength(profile)], true);
            try (SrtpTransform transform = new SrtpTransform(keys)) {
                byte[] packet = new byte[64 + SrtpProfile.OVERHEAD_MAX];
                packet[0] = (byte) 0x80;
                transform.protectRtp(0, packet, 64);
                transform.protectRtcp(0, new byte[] {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 0});
            } catch (GeneralSecurityException e) {
                throw new IOException("SRTP profile " + profile + " does not work on this JDK", e);
            }
        }
    }
}

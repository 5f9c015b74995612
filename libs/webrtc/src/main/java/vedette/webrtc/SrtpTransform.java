package vedette.webrtc;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.logging2.LoggerImpl;

/**
 * Protects outgoing RTP and RTCP and opens incoming RTCP (RFC 3711, RFC 7714). Thread-safe.
 */
final class SrtpTransform implements AutoCloseable {
    /** SSRCs of the viewer that get a context; browsers use one or two. */
    static final int RECEIVE_CONTEXTS_MAX = 8;

    /** Least length of SRTCP, bytes: a header, an index and the shortest tag (RFC 3711 §3.4). */
    private static final int SRTCP_LENGTH_MIN = 8 + 4 + 10;

    static {
        // Otherwise jitsi-srtp measures all ciphers during the first session, for seconds.
        Aes.setFactoryClassName("SunJCE");
    }

    private final SrtpContextFactory sending;
    private final SrtpContextFactory receiving;
    private final Map<Integer, SrtpCryptoContext> rtpOut = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> rtcpOut = new HashMap<>();
    private final Map<Integer, SrtcpCryptoContext> rtcpIn = new HashMap<>();

    SrtpTransform(SrtpKeys keys) {
        SrtpPolicy policy = keys.profile().policy();
        LoggerImpl logger = new LoggerImpl("org.jitsi.srtp.session");
        // The factories clear the arrays that they are given, so they get their own.
        sending = new SrtpContextFactory(
                true, keys.sendKey().clone(), keys.sendSalt().clone(), policy, policy, logger);
        receiving = new SrtpContextFactory(
                false, keys.receiveKey().clone(), keys.receiveSalt().clone(), policy, policy, logger);
    }

    /** Protects one RTP packet; {@code packet} may be changed. */
    synchronized byte[] protectRtp(int ssrc, byte[] packet, int length) throws GeneralSecurityException {
        SrtpCryptoContext context = rtpOut.get(ssrc);
        if (context == null) {
            context = sending.deriveContext(ssrc, 0);
            rtpOut.put(ssrc, context);
        }
        PacketBuffer buffer = new PacketBuffer(packet, length);
        require(context.transformPacket(buffer));
        return buffer.toArray();
    }

    /** Protects one compound RTCP packet whose first SSRC is {@code ssrc}. */
    synchronized byte[] protectRtcp(int ssrc, byte[] packet) throws GeneralSecurityException {
        SrtcpCryptoContext context = rtcpOut.get(ssrc);
        if (context == null) {
            context = sending.deriveControlContext(ssrc);
            rtcpOut.put(ssrc, context);
        }
        byte[] roomy = new byte[packet.length + SrtpProfile.OVERHEAD_MAX];
        System.arraycopy(packet, 0, roomy, 0, packet.length);
        PacketBuffer buffer = new PacketBuffer(roomy, packet.length);
        require(context.transformPacket(buffer));
        return buffer.toArray();
    }

    /** Opens SRTCP; empty if it is forged, replayed or not SRTCP at all. */
    synchronized Optional<byte[]> openRtcp(byte[] packet) {
        if (packet.length < SRTCP_LENGTH_MIN) {
            return Optional.empty();
        }
        int ssrc = (packet[4] & 0xFF) << 24 | (packet[5] & 0xFF) << 16 | (packet[6] & 0xFF) << 8 | packet[7] & 0xFF;
        SrtcpCryptoContext known = rtcpIn.get(ssrc);
        if (known == null && rtcpIn.size() >= RECEIVE_CONTEXTS_MAX) {
            return Optional.empty();
        }
        try {
            SrtcpCryptoContext context = known == null ? receiving.deriveControlContext(ssrc) : known;
            PacketBuffer buffer = new PacketBuffer(packet.clone(), packet.length);
            if (context.reverseTransformPacket(buffer) != SrtpErrorStatus.OK) {
                return Optional.empty();
            }
            if (known == null) {
                rtcpIn.put(ssrc, context); // Only authenticated senders take a place.
            }
            return Optional.of(buffer.toArray());
        } catch (GeneralSecurityException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static void require(SrtpErrorStatus status) throws GeneralSecurityException {
        if (status != SrtpErrorStatus.OK) {
            throw new GeneralSecurityException("SRTP protection failed: " + status);
        }
    }

    @Override
    public synchronized void close() {
        sending.close();
        receiving.close();
    }
}

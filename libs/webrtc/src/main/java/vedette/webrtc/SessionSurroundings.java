package vedette.webrtc;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/**
 * What a session gets from {@link WebRtcPeers}.
 *
 * @param config limits and timeouts
 * @param identity this process's certificate
 * @param threads the session's own threads
 * @param clock wall time, for sender reports
 * @param crypto Bouncy Castle's TLS over the JDK's providers
 * @param loss true for a packet that is lost on purpose; never in production
 * @param onClosed told when everything is freed
 */
record SessionSurroundings(
        WebRtcConfig config,
        DtlsIdentity identity,
        SessionThreads threads,
        Clock clock,
        JcaTlsCrypto crypto,
        Predicate<byte[]> loss,
        Consumer<PeerSession> onClosed) {}

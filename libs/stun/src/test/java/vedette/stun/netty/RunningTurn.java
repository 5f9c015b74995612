package vedette.stun.netty;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import vedette.stun.server.Cidr;
import vedette.stun.server.CredentialRegistry;
import vedette.stun.server.PacketTap;
import vedette.stun.server.PeerPolicy;
import vedette.stun.server.TurnEvents;
import vedette.stun.server.TurnSession;
import vedette.stun.server.TurnSettings;

/** A server on loopback with one session whose peers are on loopback too. */
final class RunningTurn implements AutoCloseable {
    static final InetAddress LOCAL = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration FOREVER = Duration.ofHours(1);

    final CredentialRegistry credentials = new CredentialRegistry("vedette", new SecureRandom());
    final PeerPolicy policy = new PeerPolicy(List.of(Cidr.parse("127.0.0.1/32")));
    final TurnSession session = new TurnSession("rly_test", policy);
    final TurnListener listener;

    RunningTurn(TurnListenerSettings settings, UnaryOperator<TurnSettings> adjust, TurnEvents events, @Nullable PacketTap tap) {
        session.allow(Set.of(LOCAL));
        listener = TurnListener.start(settings, adjust, credentials, events, tap);
    }

    static RunningTurn start(int relayFirst, int relayLast, TurnListenerSettings.@Nullable Tls tls) {
        return new RunningTurn(settings(relayFirst, relayLast, tls), settings -> settings.withLimits(2000, 2000, 5000, 5000), TurnEvents.NONE, null);
    }

    static TurnListenerSettings settings(int relayFirst, int relayLast, TurnListenerSettings.@Nullable Tls tls) {
        return TurnListenerSettings.of(LOCAL, 0, tls == null ? -1 : 0, tls, relayFirst, relayLast);
    }

    CredentialRegistry.Issued issue(String side) {
        return credentials.issue("1999999999:ses_" + side + credentials.size() + ":" + side, side, session, System.nanoTime() + FOREVER.toNanos());
    }

    @Override
    public void close() {
        listener.close();
    }
}

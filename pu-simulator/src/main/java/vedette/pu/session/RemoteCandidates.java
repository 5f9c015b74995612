package vedette.pu.session;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.webrtc.WebRtcPeer;

/** The viewer's trickled candidates, in order, held back until the peer exists. Bounded: what exceeds {@link #WAITING_MAX} is dropped. Thread-safe. */
final class RemoteCandidates {
    static final int WAITING_MAX = 64;
    private static final Logger LOG = LoggerFactory.getLogger(RemoteCandidates.class);

    private final Executor workers;
    private final Deque<String> waiting = new ArrayDeque<>();
    private @Nullable WebRtcPeer peer;
    private boolean draining;

    RemoteCandidates(Executor workers) {
        this.workers = workers;
    }

    /** @param candidate empty for the end of candidates */
    synchronized void add(String candidate) {
        if (waiting.size() < WAITING_MAX) {
            waiting.addLast(candidate);
            drainLater();
        }
    }

    synchronized void attach(WebRtcPeer made) {
        peer = made;
        drainLater();
    }

    private void drainLater() {
        if (peer != null && !draining && !waiting.isEmpty()) {
            draining = true;
            WebRtcPeer target = peer;
            workers.execute(() -> drain(target));
        }
    }

    private void drain(WebRtcPeer target) {
        while (true) {
            String candidate;
            synchronized (this) {
                candidate = waiting.pollFirst();
                if (candidate == null) {
                    draining = false;
                    return;
                }
            }
            try {
                target.addRemoteCandidate(candidate);
            } catch (IllegalArgumentException e) {
                LOG.debug("candidate ignored: {}", e.getMessage());
            }
        }
    }
}

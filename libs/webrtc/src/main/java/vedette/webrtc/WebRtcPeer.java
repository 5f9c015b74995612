package vedette.webrtc;

import java.time.Instant;
import java.util.Optional;
import vedette.rtp.h264.AccessUnit;

/**
 * One session with one viewer, made by {@link WebRtcPeers#answer}.
 *
 * <p>Thread-safe. The send methods never block: what cannot go is dropped and counted. {@link Listener} methods are called
 * one at a time on a thread of the session.
 */
public interface WebRtcPeer extends AutoCloseable {
    /** What a session reports. Implementations return quickly; the order of calls is the order of events. */
    interface Listener {
        /** A candidate to send to the viewer, in the form {@code candidate:…}; those in the answer are not repeated. */
        default void localCandidate(String candidate) {}

        /** Gathering is over (RFC 8838 §8.2). */
        default void localCandidatesDone() {}

        /** The path is found, both certificates are proven: media can flow. The first access unit should be an IDR. */
        void connected(SelectedPair pair);

        /** The viewer's first valid RTCP came: it takes part in the media, not only in the handshake. */
        default void viewerHeard() {}

        /** The media goes over another pair now. */
        default void pathChanged(SelectedPair pair) {}

        /** The viewer cannot decode (PLI, FIR), or packets were dropped here: an IDR is wanted. */
        void keyFrameRequested();

        /**
         * The viewer's estimate of the path (REMB), bit/s, for all streams together; about three a second, the first some
         * seconds after the start. It never rises above some 1.5 times what arrives, so it asks for less only when it is
         * below the present bit rate, and room for more shows by its growing along.
         */
        default void bandwidthEstimate(long bps) {}

        /**
         * The viewer's view of the video (RFC 3550 §6.4.1).
         *
         * @param lossFraction 0…1 since its previous report
         * @param roundTripMillis negative if not known yet
         * @param jitterMillis variation of the arrival times
         */
        default void viewerReport(double lossFraction, double roundTripMillis, double jitterMillis) {}

        /** The session is over, whoever ended it; the last call. */
        void closed(CloseReason reason);
    }

    /**
     * Why a session ended.
     *
     * @param kind for programs
     * @param text for people
     */
    record CloseReason(Kind kind, String text) {
        /** The reasons there are. */
        public enum Kind {
            /** {@link WebRtcPeer#close} or {@link WebRtcPeers#close}. */
            CLOSED_HERE,
            /** The viewer closed (close_notify or BYE). */
            CLOSED_BY_VIEWER,
            /** No candidate pair worked in time. */
            NO_PATH,
            /** DTLS showed another certificate than the play token was issued for. */
            WRONG_CERTIFICATE,
            /** DTLS failed otherwise. */
            HANDSHAKE_FAILED,
            /** No valid SRTCP for {@link WebRtcConfig#viewerSilenceMax}. */
            VIEWER_SILENT,
            /** A mistake in this program; see the log. */
            INTERNAL
        }
    }

    /** The answer to send to the viewer. */
    String answerSdp();

    /** This peer's certificate, for the proof. */
    Fingerprint localFingerprint();

    /** This peer's ICE user fragment, for the proof. */
    String iceUfrag();

    /** Whether the answer has audio. */
    boolean hasAudio();

    /**
     * Takes a candidate of the viewer, {@code candidate:…} with or without {@code a=}; an empty text means the end of
     * candidates. What is of no use (mDNS names, TCP) is skipped.
     *
     * @throws IllegalArgumentException if it is no candidate
     */
    void addRemoteCandidate(String candidate);

    /**
     * Sends a picture. Before {@link Listener#connected}, and from an overflow to the next IDR, it is dropped.
     *
     * @param captureTime wall time at which it was taken, the same clock as the audio's
     */
    void sendVideo(AccessUnit accessUnit, Instant captureTime);

    /**
     * Sends G.711 samples, one byte each, 10…60 ms of them. Dropped if the answer has no audio.
     *
     * @param rtpTimestamp of the first sample, in 8 kHz ticks
     * @param captureTime wall time of the first sample
     */
    void sendAudio(byte[] g711, long rtpTimestamp, Instant captureTime);

    /** The pair that carries the media now; looked at once a second; empty before {@link Listener#connected}. */
    Optional<SelectedPair> selectedPair();

    WebRtcStats stats();

    /** Says goodbye (RTCP BYE, close_notify) and frees everything, within about a second. Idempotent. */
    @Override
    void close();
}

package vedette.pu.media;

import java.util.List;
import vedette.rtp.h264.AccessUnit;

/** Connects to cameras. The one implementation speaks RTSP; tests have their own. Thread-safe. */
public interface CameraConnector {

    /** A connection to one stream. */
    interface Connection extends AutoCloseable {

        /** Asks the camera for an IDR picture; many do not listen. */
        void requestKeyFrame();

        /** Ends it; {@link Listener#failed} does not follow. */
        @Override
        void close();
    }

    /** What a connection tells; one call at a time, on a thread that must not be blocked. */
    interface Listener {

        /**
         * The camera plays.
         *
         * @param parameterSets SPS and PPS of the description, may be empty
         * @param audio whether G.711 comes too
         */
        void playing(List<byte[]> parameterSets, boolean audio);

        /** A picture; its pts is on a time line that starts near 0 and goes on over reconnections. */
        void video(AccessUnit unit);

        /** A packet of G.711 A-law on the same time line, 8,000 per second. */
        void audio(byte[] alaw, long timestamp8k);

        /** The connection could not be made or ended; the last call. */
        void failed(CameraFailure failure);
    }

    /**
     * Begins to connect; returns at once.
     *
     * @throws IllegalArgumentException if the URL is not one of RTSP, or carries user and password
     */
    Connection connect(CameraAddress address, Listener listener);
}

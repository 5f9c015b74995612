package vedette.rtsp.server;

import java.util.List;
import java.util.OptionalDouble;
import vedette.rtsp.RtpInfo;
import vedette.rtsp.RtspRange;

/** The application's answer to PLAY. */
public sealed interface PlayResult {
    /**
     * The stream begins.
     *
     * @param range what is played
     * @param scale the scale used, if one was asked for
     * @param rtpInfo first packets of the tracks; may be empty where they are not known
     */
    record Started(RtspRange range, OptionalDouble scale, List<RtpInfo> rtpInfo) implements PlayResult {
        /** Copies the list. */
        public Started {
            rtpInfo = List.copyOf(rtpInfo);
        }
    }

    /**
     * It does not.
     *
     * @param status for example 403, 404, 453, 457 or 503
     */
    record Refused(int status) implements PlayResult {}

    /** A live stream from now on. */
    static PlayResult live(List<RtpInfo> rtpInfo) {
        return new Started(RtspRange.LIVE, OptionalDouble.empty(), rtpInfo);
    }

    /** Refused with a status. */
    static PlayResult refused(int status) {
        return new Refused(status);
    }
}

package vedette.pu;

import java.net.InetAddress;
import java.util.Optional;
import vedette.device.DeviceClock;

/**
 * Settings of one premises unit.
 *
 * @param rtspBind address on which the RTSP server listens
 * @param rtspHost host name or address that viewers are told
 * @param rtspPort TCP port of the RTSP server, 0 takes a free one
 * @param viewersMax direct viewers at a time; more are told to come by the platform
 * @param firmware version as reported to the platform
 * @param region where the unit is, for the choice of servers
 * @param clock the unit's own clock, which the platform corrects; the host's clock is never touched
 */
public record PuOptions(
        InetAddress rtspBind,
        String rtspHost,
        int rtspPort,
        int viewersMax,
        String firmware,
        Optional<String> region,
        DeviceClock clock) {
    public static final int VIEWERS_MAX_DEFAULT = 8;
    public static final String FIRMWARE_DEFAULT = "1.0.0";

    public PuOptions {
        if (rtspPort < 0 || rtspPort > 0xFFFF) {
            throw new IllegalArgumentException("rtspPort: expected 0…65535, found " + rtspPort);
        }
        if (viewersMax < 1 || viewersMax > 64) {
            throw new IllegalArgumentException("viewersMax: expected 1…64, found " + viewersMax);
        }
    }

    /** RTSP on 127.0.0.1, everything else by default. */
    public static PuOptions loopback(int rtspPort) {
        return lan(InetAddress.getLoopbackAddress(), rtspPort);
    }

    /** RTSP on one address of the local network. */
    public static PuOptions lan(InetAddress address, int rtspPort) {
        return new PuOptions(
                address,
                address.getHostAddress(),
                rtspPort,
                VIEWERS_MAX_DEFAULT,
                FIRMWARE_DEFAULT,
                Optional.empty(),
                DeviceClock.startingAtHostTime());
    }

    public PuOptions withViewersMax(int max) {
        return new PuOptions(rtspBind, rtspHost, rtspPort, max, firmware, region, clock);
    }

    public PuOptions withClock(DeviceClock other) {
        return new PuOptions(rtspBind, rtspHost, rtspPort, viewersMax, firmware, region, other);
    }

    public PuOptions withRegion(String where) {
        return new PuOptions(rtspBind, rtspHost, rtspPort, viewersMax, firmware, Optional.of(where), clock);
    }
}

package vedette.scu.call;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.ErrorKind;
import vedette.contracts.Ids;
import vedette.contracts.cs.RelayGrant;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.contracts.sc.SessionPath;
import vedette.contracts.sc.SessionPeek;
import vedette.contracts.sc.SessionPeeked;
import vedette.contracts.sd.RelayRequest;
import vedette.contracts.sd.RelayUrls;
import vedette.contracts.sm.RelayOffer;
import vedette.contracts.sm.RelayOrder;
import vedette.platform.error.VedetteException;
import vedette.scu.cmu.CmuGateway;
import vedette.scu.cmu.CmuProblemException;
import vedette.scu.relay.Relays;

/**
 * A viewer wants the distributed path (register 11.3 R01, R06): by its signalling connection or, without one, over HTTP. The session's token is
 * its right; the owner may have forbidden distribution. Blocks.
 */
final class RelayRequests {
    private static final Logger log = LoggerFactory.getLogger(RelayRequests.class);
    private static final int TOKEN_CHARS_MAX = 128;
    private static final int REASON_CHARS_MAX = 100;
    private static final String FMP4 = "fmp4";
    private static final String RTSP = "rtsp";

    private final CmuGateway cmu;
    private final Relays relays;
    private final DeviceReach reach;
    private final String scu;

    /** @param scu name of this instance */
    RelayRequests(CmuGateway cmu, Relays relays, DeviceReach reach, String scu) {
        this.cmu = cmu;
        this.relays = relays;
        this.reach = reach;
        this.scu = scu;
    }

    /**
     * What a viewer wants.
     *
     * @param want {@code fmp4} or {@code rtsp}
     * @param flow the 11.3 flow at R01
     */
    record Wanted(
            @Nullable String sessionId,
            @Nullable String token,
            @Nullable String reason,
            String want,
            @Nullable FlowRef flow) {}

    /** The relay and where the device is, for what follows on this session. */
    record Granted(RelayGrant grant, String deviceId, @Nullable String scuUrl) {}

    /**
     * Orders it.
     *
     * @throws VedetteException {@code request-invalid token-wrong distribution-refused device-offline session-ended no-media-server …}
     */
    Granted request(Wanted wanted) {
        String sessionId = checked(wanted);
        boolean fmp4 = FMP4.equals(wanted.want());
        FlowRef flow = FlowHeader.validated(wanted.flow())
                .filter(ref -> ref.flow().equals("11.3"))
                .orElseGet(() -> new FlowRef("11.3", Ids.next("flw"), "R01", null));
        SessionPeeked found = cmu.peek(sessionId, new SessionPeek(String.valueOf(wanted.token()), fmp4 ? true : null), flow);
        String deviceId = found.deviceId();
        if (!found.ok() || deviceId == null) {
            throw refused(found.reason());
        }
        if (!Boolean.TRUE.equals(found.distributionAllowed())) {
            throw refused("distribution-refused");
        }
        if (found.scu() == null) {
            throw new VedetteException(ErrorKind.FAILED_PRECONDITION, "device-offline", "The camera is not connected at the moment. Try again later.");
        }
        String otherScu = found.scu().equals(scu) || reach.isLocal(deviceId) ? null : found.scuInternalUrl();
        RelayOrder order = new RelayOrder(
                sessionId, deviceId, String.valueOf(found.tenantId()), found.channel(), found.stream(), null, RelayRequest.DISTRIBUTE,
                otherScu == null ? null : reach.ownUrl(), flow);
        RelayOffer offer = otherScu == null ? relays.distribute(order) : reach.relay(otherScu, order);
        RelayUrls urls = offer.urls();
        String url = urls == null ? null : fmp4 ? urls.fmp4() : urls.rtsp();
        if (urls == null || url == null || offer.expiresAt() == null) {
            throw new VedetteException(ErrorKind.UNAVAILABLE, "distribution-unavailable", "The media server does not serve " + wanted.want() + ".");
        }
        if (fmp4) {
            recordPath(sessionId, deviceId, wanted.reason(), offer.mtu());
        }
        return new Granted(new RelayGrant(url, urls, fmp4 ? offer.cuTicket() : null, offer.expiresAt(), offer.flow()), deviceId, otherScu);
    }

    /** Of a session that nobody verifies again, nobody else reports the path. */
    private void recordPath(String sessionId, String deviceId, @Nullable String reason, @Nullable String mtu) {
        try {
            cmu.sessionPath(sessionId, new SessionPath(deviceId, "distributed", null, null, reason, null, null, mtu));
        } catch (CmuProblemException e) {
            log.atInfo().addKeyValue("sessionId", sessionId).addKeyValue("code", e.problem().code()).log("The path of a session was not recorded");
        }
    }

    private static String checked(Wanted wanted) {
        String sessionId = wanted.sessionId();
        if (sessionId == null || !Ids.isValid("ses", sessionId)) {
            throw invalid("Expected session_id as ses_ and 26 characters, from the play request.");
        }
        if (wanted.token() == null || wanted.token().isEmpty() || wanted.token().length() > TOKEN_CHARS_MAX) {
            throw invalid("Expected token from the play request.");
        }
        if (!FMP4.equals(wanted.want()) && !RTSP.equals(wanted.want())) {
            throw invalid("Expected want as rtsp or fmp4.");
        }
        if (wanted.reason() != null && wanted.reason().length() > REASON_CHARS_MAX) {
            throw invalid("Expected reason of at most " + REASON_CHARS_MAX + " characters.");
        }
        return sessionId;
    }

    private static VedetteException invalid(String detail) {
        return new VedetteException(ErrorKind.INVALID_ARGUMENT, "request-invalid", detail);
    }

    private static VedetteException refused(@Nullable String reason) {
        return switch (String.valueOf(reason)) {
            case "session-ended", "token-expired" ->
                new VedetteException(ErrorKind.FAILED_PRECONDITION, String.valueOf(reason), "This play session is over. Ask for a new one.");
            case "distribution-refused" -> new VedetteException(
                    ErrorKind.PERMISSION_DENIED, "distribution-refused", "The camera's owner does not allow the media server to distribute its media.");
            default -> new VedetteException(
                    ErrorKind.PERMISSION_DENIED, reason == null ? "token-wrong" : reason, "The token does not open this session. Ask for a new one.");
        };
    }
}

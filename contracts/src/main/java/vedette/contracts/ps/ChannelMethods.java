package vedette.contracts.ps;

import java.util.Set;

/** Names of the methods on the control channel, and the limits of its frames. */
public final class ChannelMethods {
    /** WebSocket subprotocol. */
    public static final String SUBPROTOCOL = "vedette.device.v1";
    /** Largest text frame, in bytes of UTF-8. */
    public static final int FRAME_BYTES_MAX = 64 * 1024;
    /** Protocol version of {@link #SUBPROTOCOL}. */
    public static final int VERSION = 1;

    /** SCU → device, the first frame: sign this nonce. {@link ChannelChallenge} → {@link ChannelProof}. */
    public static final String CHANNEL_CHALLENGE = "channel.challenge";
    /** SCU → device: the proof was right, the channel is open. {@link ChannelReady} → {@link Empty}. */
    public static final String CHANNEL_READY = "channel.ready";
    /** Device → SCU. {@link Heartbeat} → {@link HeartbeatResult}. */
    public static final String HEARTBEAT = "heartbeat";
    /** Device → SCU, H.626.4 §8.4 S5. {@link SessionCheck} → {@link vedette.contracts.sc.SessionVerified}. */
    public static final String SESSION_VERIFY = "session.verify";
    /** Device → SCU. {@link SessionPathReport} → {@link Empty}. */
    public static final String SESSION_PATH = "session.path";
    /** Device → SCU. {@link LeaseRenewal} → {@link vedette.contracts.sc.Leases}. */
    public static final String SESSION_LEASE = "session.lease";
    /** Device → SCU. {@link SessionEndedReport} → {@link Empty}. */
    public static final String SESSION_ENDED = "session.ended";
    /** Both ways. {@link MediaCandidate} → {@link Empty}. */
    public static final String MEDIA_CANDIDATE = "media.candidate";
    /** Device → SCU. {@link vedette.contracts.flow.FlowEvents} → {@link Empty}. */
    public static final String FLOW_REPORT = "flow.report";
    /** Device → SCU. {@link CapabilitiesChanged} → {@link Empty}. */
    public static final String DEVICE_CAPABILITIES = "device.capabilities";
    /** Device → SCU: its button was pressed just now. {@link Empty} → {@link Empty}. */
    public static final String DEVICE_BUTTON = "device.button";
    /** Device → SCU, H.626.4 §8.3 S3. {@link DeviceAuth} → {@link DeviceAuthResult}. */
    public static final String DEVICE_AUTH = "device.auth";
    /** Device → SCU. {@link RelayTicketRequest} → {@link RelayTicket}. */
    public static final String MEDIA_RELAY_TICKET = "media.relay.ticket";
    /** SCU → device, register 11.3 R04. {@link RelayConnect} → {@link RelayConnected}. */
    public static final String MEDIA_RELAY_CONNECT = "media.relay.connect";
    /** SCU → device, H.626.4 §8.4 S4 by WebRTC. {@link MediaOffer} → {@link MediaAnswer}. */
    public static final String MEDIA_OFFER = "media.offer";
    /** SCU → device. {@link SessionEndOrder} → {@link Empty}. */
    public static final String SESSION_END = "session.end";
    /** SCU → device. {@link SessionModify} → {@link SessionModified}. */
    public static final String SESSION_MODIFY = "session.modify";
    /** SCU → device. {@link SessionKeyframe} → {@link Empty}. */
    public static final String SESSION_KEYFRAME = "session.keyframe";
    /** SCU → device: the device's clock is off. {@link ClockSync} → {@link Empty}. */
    public static final String CLOCK_SYNC = "clock.sync";
    /** SCU → device. {@link ConfigSet} → {@link Empty}. */
    public static final String CONFIG_SET = "config.set";

    /** What a device may call. */
    public static final Set<String> FROM_DEVICE = Set.of(
            HEARTBEAT, SESSION_VERIFY, SESSION_PATH, SESSION_LEASE, SESSION_ENDED, MEDIA_CANDIDATE, FLOW_REPORT, DEVICE_CAPABILITIES,
            DEVICE_BUTTON, DEVICE_AUTH, MEDIA_RELAY_TICKET);
    /** What the SCU may call. */
    public static final Set<String> FROM_SCU = Set.of(
            CHANNEL_CHALLENGE, CHANNEL_READY, MEDIA_OFFER, MEDIA_CANDIDATE, SESSION_END, SESSION_MODIFY, SESSION_KEYFRAME, CLOCK_SYNC,
            CONFIG_SET, MEDIA_RELAY_CONNECT);

    private ChannelMethods() {}
}

package vedette.mtu.reverse.netty;

import io.netty.channel.Channel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.flow.FlowHeader;
import vedette.contracts.flow.FlowRef;
import vedette.mtu.distribution.DistributedRelay;
import vedette.mtu.distribution.LiveStream;
import vedette.mtu.distribution.StreamInfo;
import vedette.mtu.distribution.Uplink;
import vedette.rtp.RtcpPacket;
import vedette.rtp.RtpPacket;
import vedette.rtp.sdp.SessionDescription;
import vedette.rtsp.RtspHeaders;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;
import vedette.rtsp.client.ClientTrack;
import vedette.rtsp.client.RtspFailure;
import vedette.rtsp.netty.RtspClient;
import vedette.rtsp.netty.RtspClientListener;

/** One device's reverse connection after its upgrade: plays the stream and feeds it. On the connection's event loop. */
public final class ReverseUplink implements Uplink, RtspClientListener {
    private static final Logger log = LoggerFactory.getLogger(ReverseUplink.class);
    /** What can be passed on; the first that a device offers is taken. */
    private static final List<String> VIDEO = List.of("H264", "H265");

    private static final List<String> AUDIO = List.of("PCMA", "PCMU", "MPEG4-GENERIC", "opus", "G722");
    private static final Duration RESPONSE = Duration.ofSeconds(10);
    private static final Duration VIDEO_SILENCE = Duration.ofSeconds(10);

    private final LiveStream stream;
    private volatile @Nullable RtspClient client;
    private volatile boolean closed;

    private ReverseUplink(LiveStream stream) {
        this.stream = stream;
    }

    /**
     * Begins on a connection whose pipeline holds nothing behind TLS.
     *
     * @return false if the stream is over; the channel is then to be closed
     */
    public static boolean begin(Channel channel, DistributedRelay relay, LiveStream stream) {
        ReverseUplink uplink = new ReverseUplink(stream);
        if (!stream.attach(uplink)) {
            return false;
        }
        ClientConfig config = ClientConfig.of(RtspUrl.parse("rtsp://device" + relay.key().path()), ClientCredentials.NONE)
                .withCodecs(VIDEO, AUDIO)
                .withTimeouts(RESPONSE, VIDEO_SILENCE);
        FlowRef flow = relay.trace().describe();
        uplink.client = RtspClient.attach(
                channel,
                flow == null ? config : config.withHeaders(RtspHeaders.of(FlowHeader.NAME, FlowHeader.format(flow))),
                uplink);
        if (uplink.closed) {
            uplink.close();
        }
        return true;
    }

    @Override
    public void requestKeyFrame(int track) {
        RtspClient current = client;
        if (current != null) {
            current.requestKeyFrame(track);
        }
    }

    @Override
    public void close() {
        closed = true;
        RtspClient current = client;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void described(SessionDescription sdp, List<ClientTrack> tracks) {
        stream.described(this, new StreamInfo(tracks.stream()
                .map(track -> new StreamInfo.Track(track.media(), track.rtpMap()))
                .toList()));
    }

    @Override
    public void rtp(ClientTrack track, RtpPacket packet) {
        stream.rtp(this, track.index(), packet);
    }

    @Override
    public void rtcp(ClientTrack track, List<RtcpPacket> packets) {
        for (RtcpPacket packet : packets) {
            if (packet instanceof RtcpPacket.SenderReport report) {
                stream.senderReport(this, track.index(), report);
            }
        }
    }

    @Override
    public void ended(@Nullable RtspFailure failure) {
        if (failure != null) {
            log.atWarn().addKeyValue("stream", stream.key().path()).addKeyValue("reason", failure.message()).log("Uplink failed");
        }
        stream.detached(this, failure == null ? "torn down" : failure.message());
    }
}

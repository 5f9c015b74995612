package vedette.rtsp.server;

import org.jspecify.annotations.Nullable;
import vedette.rtsp.TransportSpec;

/**
 * The first acceptable alternative of a Transport header, as the response tells it.
 *
 * @param transport what the track uses
 * @param spec the alternative with the channels chosen
 */
record TransportChoice(TrackTransport transport, TransportSpec spec) {
    private static final int CHANNELS_MAX = 254;

    /**
     * Null if no alternative is acceptable: UDP only to the RTSP peer itself, never beside TLS, where it would carry in
     * clear what the connection protects; no multicast; only mode PLAY.
     */
    static @Nullable TransportChoice of(
            String header, ServerSession session, int track, boolean secure, String peerHost) {
        for (var spec : TransportSpec.parse(header)) {
            if (!spec.unicast() || !spec.mode().equals("PLAY")) {
                continue;
            }
            if (spec.tcp()) {
                var channels = spec.interleaved();
                if (channels == null || !session.channelsFree(channels, track)) {
                    channels = free(session, track);
                }
                if (channels != null) {
                    var transport = new TrackTransport.Interleaved(channels.rtp(), channels.rtcp());
                    return new TransportChoice(transport, TransportSpec.interleaved(channels.rtp(), channels.rtcp()));
                }
                continue;
            }
            var ports = spec.clientPorts();
            boolean toPeer = spec.host().isEmpty() || spec.host().equals(peerHost);
            if (ports != null && toPeer && !secure && ports.rtp() >= 1024 && ports.rtcp() >= 1024) {
                return new TransportChoice(new TrackTransport.Udp(ports.rtp(), ports.rtcp()), spec);
            }
        }
        return null;
    }

    private static TransportSpec.@Nullable Pair free(ServerSession session, int track) {
        for (int channel = 0; channel <= CHANNELS_MAX; channel += 2) {
            var pair = new TransportSpec.Pair(channel, channel + 1);
            if (session.channelsFree(pair, track)) {
                return pair;
            }
        }
        return null;
    }
}

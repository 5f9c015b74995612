package vedette.mtu.reverse.netty;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vedette.contracts.flow.FlowHeader;
import vedette.mtu.distribution.DistributedRelay;
import vedette.mtu.distribution.Distributor;
import vedette.mtu.distribution.LiveStream;

/** {@code GET /v1/reverse} with a single-use ticket becomes an RTSP connection on which the device is the server (flow 11.3, R05). */
public final class ReverseUpgrade {
    /** Path of the request. */
    public static final String PATH = "/v1/reverse";
    /** The protocol upgraded to. */
    public static final String PROTOCOL = "vedette-rtsp/1";

    private static final Logger log = LoggerFactory.getLogger(ReverseUpgrade.class);
    private static final String BEARER = "Bearer ";

    private final Distributor distributor;

    public ReverseUpgrade(Distributor distributor) {
        this.distributor = distributor;
    }

    /** A refusal. */
    public record Refusal(HttpResponseStatus status, String code, String detail) {}

    /** Takes the request over, or says why not. */
    public Optional<Refusal> handle(ChannelHandlerContext context, FullHttpRequest request) {
        if (!PROTOCOL.equalsIgnoreCase(request.headers().get(HttpHeaderNames.UPGRADE))
                || !request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)) {
            return Optional.of(new Refusal(
                    HttpResponseStatus.UPGRADE_REQUIRED, "upgrade-required", "Expected Connection: Upgrade and Upgrade: " + PROTOCOL + "."));
        }
        String authorization = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
        Optional<DistributedRelay> relay =
                authorization.startsWith(BEARER) ? distributor.redeemUplink(authorization.substring(BEARER.length())) : Optional.empty();
        if (relay.isEmpty()) {
            return Optional.of(new Refusal(
                    HttpResponseStatus.UNAUTHORIZED, "ticket-invalid",
                    "Expected a ticket of at most 30 s, unused: ask for another one by media.relay.ticket."));
        }
        Optional<LiveStream> stream = distributor.stream(relay.get().key());
        if (stream.isEmpty()) {
            return Optional.of(new Refusal(HttpResponseStatus.GONE, "relay-not-found", "Nobody watches any more: do not dial again."));
        }
        relay.get().trace().deviceDialled(FlowHeader.parse(request.headers().get(FlowHeader.NAME)).orElse(null));
        upgrade(context, relay.get(), stream.get());
        return Optional.empty();
    }

    private static void upgrade(ChannelHandlerContext context, DistributedRelay relay, LiveStream stream) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE).set(HttpHeaderNames.UPGRADE, PROTOCOL);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        var channel = context.channel();
        for (ChannelHandler handler : channel.pipeline().toMap().values()) {
            if (!(handler instanceof SslHandler)) {
                channel.pipeline().remove(handler);
            }
        }
        log.atInfo().addKeyValue("relayId", relay.id()).addKeyValue("peer", channel.remoteAddress()).log("Device dialled");
        if (!ReverseUplink.begin(channel, relay, stream)) {
            channel.close();
        }
    }
}

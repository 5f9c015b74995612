package vedette.pu.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.net.InetSocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import vedette.device.netty.FakePlatform;
import vedette.rtsp.netty.RtspClient;
import vedette.rtsp.netty.RtspClientListener;
import vedette.rtsp.RtspUrl;
import vedette.rtsp.client.ClientConfig;
import vedette.rtsp.client.ClientCredentials;

/** The reverse RTSP listener of an MTU on 127.0.0.1: accepts the tickets that the test says and hands over the connections. */
public final class FakeMtu implements AutoCloseable {
    /** A device that dialled: what it showed, and the connection after the 101. */
    public record Dialled(String ticket, String upgrade, Channel channel) {
        /** Begins to play on the connection. */
        public RtspClient play(String path, RtspClientListener listener) {
            ClientConfig config =
                    ClientConfig.of(RtspUrl.parse("rtsp://device" + path), ClientCredentials.NONE);
            return RtspClient.attach(channel, config, listener);
        }

        public void cut() {
            channel.close();
        }
    }

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    public final BlockingQueue<Dialled> dialled = new LinkedBlockingQueue<>();
    /** The only ticket that is taken. */
    public volatile String ticket = "";

    public FakeMtu(FakePlatform platform) throws Exception {
        FakePlatform.ServerKey key = platform.serverKey();
        SslContext tls = SslContextBuilder.forServer(key.key().getPrivate(), key.certificate())
                .build();
        server = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(tls.newHandler(channel.alloc()))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(8192))
                                .addLast(new Upgrade());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
    }

    public String url() {
        return "https://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort() + "/v1/reverse";
    }

    @Override
    public void close() {
        server.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            String shown = request.headers().get(HttpHeaderNames.AUTHORIZATION, "");
            String protocol = request.headers().get(HttpHeaderNames.UPGRADE, "");
            boolean good = request.uri().equals("/v1/reverse") && shown.equals("Bearer " + ticket);
            var response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    good ? HttpResponseStatus.SWITCHING_PROTOCOLS : HttpResponseStatus.UNAUTHORIZED,
                    Unpooled.EMPTY_BUFFER);
            if (good) {
                response.headers().set(HttpHeaderNames.CONNECTION, "Upgrade").set(HttpHeaderNames.UPGRADE, protocol);
            } else {
                response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            }
            context.writeAndFlush(response).addListener(_ -> {
                if (good) {
                    context.pipeline().remove(HttpObjectAggregator.class);
                    context.pipeline().remove(HttpServerCodec.class);
                    context.pipeline().remove(this);
                    dialled.add(new Dialled(shown, protocol, context.channel()));
                }
            });
        }
    }
}

package vedette.rtsp.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Two UDP ports on one event loop, the even one for RTP and the next one for RTCP (RFC 3550 §11). Only datagrams from the
 * RTSP peer's address are taken.
 */
final class UdpPair {
    private static final int TRIES_MAX = 32;
    /** Jumbo frames included; larger datagrams are cut and then fail to parse. */
    private static final int DATAGRAM_BYTES_MAX = 9216;

    /** Takes the datagrams of the peer, on the event loop. */
    interface Receiver {
        void received(boolean rtcp, byte[] datagram);
    }

    final Channel rtp;
    final Channel rtcp;

    private UdpPair(Channel rtp, Channel rtcp) {
        this.rtp = rtp;
        this.rtcp = rtcp;
    }

    int rtpPort() {
        return ((InetSocketAddress) rtp.localAddress()).getPort();
    }

    int rtcpPort() {
        return ((InetSocketAddress) rtcp.localAddress()).getPort();
    }

    void close() {
        rtp.close();
        rtcp.close();
    }

    /** Opens a pair; the future completes on the loop. */
    static Future<UdpPair> open(EventLoop loop, InetAddress local, InetAddress peer, Receiver receiver) {
        Promise<UdpPair> promise = loop.newPromise();
        attempt(loop, local, peer, receiver, promise, TRIES_MAX);
        return promise;
    }

    private static void attempt(
            EventLoop loop,
            InetAddress local,
            InetAddress peer,
            Receiver receiver,
            Promise<UdpPair> promise,
            int tries) {
        bind(loop, local, 0, peer, false, receiver).addListener((ChannelFuture first) -> {
            if (!first.isSuccess()) {
                promise.tryFailure(first.cause());
                return;
            }
            int port = ((InetSocketAddress) first.channel().localAddress()).getPort();
            if ((port & 1) == 1) {
                retry(loop, local, peer, receiver, promise, tries, first.channel());
                return;
            }
            bind(loop, local, port + 1, peer, true, receiver).addListener((ChannelFuture second) -> {
                if (second.isSuccess()) {
                    promise.trySuccess(new UdpPair(first.channel(), second.channel()));
                } else {
                    retry(loop, local, peer, receiver, promise, tries, first.channel());
                }
            });
        });
    }

    private static void retry(
            EventLoop loop,
            InetAddress local,
            InetAddress peer,
            Receiver receiver,
            Promise<UdpPair> promise,
            int tries,
            Channel unusable) {
        unusable.close();
        if (tries <= 1) {
            promise.tryFailure(new java.io.IOException("no pair of free UDP ports found in " + TRIES_MAX + " tries"));
        } else {
            attempt(loop, local, peer, receiver, promise, tries - 1);
        }
    }

    private static ChannelFuture bind(
            EventLoop loop, InetAddress local, int port, InetAddress peer, boolean rtcp, Receiver receiver) {
        return new Bootstrap()
                .group(loop)
                .channel(NioDatagramChannel.class)
                .option(io.netty.channel.ChannelOption.SO_RCVBUF, 1 << 20)
                .option(
                        io.netty.channel.ChannelOption.RECVBUF_ALLOCATOR,
                        new io.netty.channel.FixedRecvByteBufAllocator(DATAGRAM_BYTES_MAX))
                .handler(new SimpleChannelInboundHandler<DatagramPacket>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
                        if (packet.sender().getAddress().equals(peer)) {
                            var bytes = new byte[packet.content().readableBytes()];
                            packet.content().readBytes(bytes);
                            receiver.received(rtcp, bytes);
                        }
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                        // "Port unreachable" of a client that has gone; its RTSP connection decides about the session.
                    }
                })
                .bind(local, port);
    }
}

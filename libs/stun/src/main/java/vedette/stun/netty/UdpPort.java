package vedette.stun.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A UDP socket to which datagrams are written now and flushed at the end of the loop's turn, many in one system call. */
final class UdpPort {
    private final Channel channel;
    private final Dirty dirty;
    private boolean marked;

    UdpPort(Channel channel, Dirty dirty) {
        this.channel = channel;
        this.dirty = dirty;
    }

    Channel channel() {
        return channel;
    }

    void send(InetSocketAddress to, byte[] message) {
        ByteBuf bytes = channel.alloc().directBuffer(message.length);
        bytes.writeBytes(message);
        write(to, bytes);
    }

    /** Sends a payload behind a header of 4 bytes. */
    void send(InetSocketAddress to, int header, ByteBuffer payload) {
        ByteBuf bytes = channel.alloc().directBuffer(4 + payload.remaining());
        bytes.writeInt(header).writeBytes(payload);
        write(to, bytes);
    }

    void send(InetSocketAddress to, ByteBuffer payload) {
        ByteBuf bytes = channel.alloc().directBuffer(Math.max(1, payload.remaining()));
        bytes.writeBytes(payload);
        write(to, bytes);
    }

    private void write(InetSocketAddress to, ByteBuf bytes) {
        if (!channel.isWritable()) {
            bytes.release(); // The network takes no more now; a datagram may be lost.
            return;
        }
        // Not to be told of the outcome: a datagram may be lost.
        channel.write(new DatagramPacket(bytes, to), channel.voidPromise());
        if (!marked) {
            marked = true;
            dirty.add(this);
        }
    }

    void flush() {
        marked = false;
        channel.flush();
    }
}

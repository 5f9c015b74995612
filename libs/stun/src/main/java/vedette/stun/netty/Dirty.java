package vedette.stun.netty;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;

/** Sockets with unflushed writes. On the event loop only. */
final class Dirty {
    private final List<UdpPort> ports = new ArrayList<>();
    private final List<Channel> streams = new ArrayList<>();

    void add(UdpPort port) {
        ports.add(port);
    }

    void add(Channel stream) {
        if (streams.isEmpty() || streams.getLast() != stream) {
            streams.add(stream);
        }
    }

    void flush() {
        // By index: a flush may complete writes whose listeners write again.
        for (int i = 0; i < ports.size(); i++) {
            ports.get(i).flush();
        }
        ports.clear();
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).flush();
        }
        streams.clear();
    }
}

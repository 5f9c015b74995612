package vedette.testkit.net;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The programs of the lab's self-test, as simple as can be: a rendezvous over UDP, two punchers, a TCP listener and caller, a
 * sender and a counter. Their last line of output is their result.
 */
final class Puncher {
    private static final int PORT = 4000;
    private static final long PUNCH_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private Puncher() {}

    public static void main(String[] args) throws IOException {
        switch (args[0]) {
            case "rendezvous" -> rendezvous();
            case "punch" -> System.out.println(punch(args[1], args[2]));
            case "listen" -> listen(Integer.parseInt(args[1]));
            case "call" -> System.out.println(call(args[1], Integer.parseInt(args[2])));
            case "count" -> count();
            case "send" -> send(args[1], Integer.parseInt(args[2]), Integer.parseInt(args[3]));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Tells the two members of each pair the outer address of the other, and everyone its own. */
    private static void rendezvous() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(PORT)) {
            Map<String, Map<String, InetSocketAddress>> pairs = new LinkedHashMap<>();
            System.out.println("ready");
            while (true) {
                DatagramPacket packet = receive(socket);
                String[] words = text(packet).split(" "); // join PAIR ROLE
                Map<String, InetSocketAddress> pair = pairs.computeIfAbsent(words[1], _ -> new LinkedHashMap<>());
                pair.put(words[2], (InetSocketAddress) packet.getSocketAddress());
                if (pair.size() == 2) {
                    pair.forEach((role, address) -> pair.forEach((other, target) -> {
                        if (!other.equals(role)) {
                            send(socket, "peer " + address.getAddress().getHostAddress() + " " + address.getPort(), target);
                        }
                    }));
                }
            }
        }
    }

    /** Learns the peer's outer address and tries to reach it until both directions were seen. */
    private static String punch(String pair, String role) throws IOException {
        InetSocketAddress server = new InetSocketAddress(NetworkLab.SERVER_ADDRESSES.getFirst(), PORT);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(5000))) {
            socket.setSoTimeout(50);
            InetSocketAddress peer = null;
            boolean heard = false;
            long began = System.nanoTime();
            while (System.nanoTime() - began < 2 * PUNCH_NANOS) {
                if (peer == null) {
                    send(socket, "join " + pair + " " + role, server);
                } else {
                    send(socket, heard ? "heard you" : "hello", peer);
                }
                try {
                    DatagramPacket packet = receive(socket);
                    String[] words = text(packet).split(" ");
                    if (words[0].equals("peer") && peer == null) {
                        peer = new InetSocketAddress(InetAddress.getByName(words[1]), Integer.parseInt(words[2]));
                        began = System.nanoTime() - PUNCH_NANOS;
                    } else if (words[0].equals("hello")) {
                        heard = true;
                        peer = (InetSocketAddress) packet.getSocketAddress(); // The outer port may be another than the server saw.
                    } else if (words[0].equals("heard")) {
                        send(socket, "heard you", peer);
                        return "direct";
                    }
                } catch (SocketTimeoutException nothing) {
                    continue; // Say it again.
                }
            }
            return peer == null ? "no server" : "none";
        }
    }

    private static void listen(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port)) {
            System.out.println("ready");
            while (true) {
                try (Socket caller = socket.accept()) {
                    caller.getOutputStream().write('!');
                }
            }
        }
    }

    private static String call(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 1000);
            socket.setSoTimeout(1000);
            return socket.getInputStream().read() == '!' ? "connected" : "none";
        } catch (IOException e) {
            return "none";
        }
    }

    /** Counts datagrams until one says "end", then prints how many came and the milliseconds between first and last. */
    private static void count() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(PORT + 1)) {
            socket.setReceiveBufferSize(4 << 20);
            System.out.println("ready");
            long first = 0;
            long last = 0;
            int seen = 0;
            while (true) {
                DatagramPacket packet = receive(socket);
                if (packet.getLength() == 3) {
                    System.out.println(seen + " " + TimeUnit.NANOSECONDS.toMillis(last - first));
                    return;
                }
                last = System.nanoTime();
                first = seen++ == 0 ? last : first;
            }
        }
    }

    /** Sends {@code count} datagrams of 1000 bytes within {@code millis}, then "end" several times. */
    private static void send(String host, int count, int millis) throws IOException {
        InetSocketAddress target = new InetSocketAddress(host, PORT + 1);
        try (DatagramSocket socket = new DatagramSocket()) {
            long began = System.nanoTime();
            for (int i = 0; i < count; i++) {
                while (System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(millis) / count * i) {
                    Thread.onSpinWait();
                }
                send(socket, "x".repeat(1000), target);
            }
            for (int i = 0; i < 40; i++) {
                long resume = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20);
                while (System.nanoTime() < resume) {
                    Thread.onSpinWait();
                }
                send(socket, "end", target);
            }
        }
    }

    private static void send(DatagramSocket socket, String text, InetSocketAddress to) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException refused) {
            return; // An ICMP answer to an earlier packet; loss is part of the test.
        }
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        socket.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}

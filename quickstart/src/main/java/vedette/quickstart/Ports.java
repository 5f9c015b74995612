package vedette.quickstart;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All TCP ports of one system; each is its standard number moved by the same offset.
 *
 * @param portal the port that people open; with {@code --lan} that of the page about the CA
 */
record Ports(int portal) {
    static final int PORTAL_DEFAULT = 8080;
    /** RTSP ports of cameras follow this one. */
    private static final int RTSP_FIRST = 8600;

    private static final List<String> ENTITIES = List.of("cmu", "scu", "mtu", "csmu", "csau", "mdu");

    Ports {
        if (portal < 1024 || portal > 20_000) {
            throw new UserError("--port wants a number from 1024 to 20000, found " + portal + ".",
                    "The other listeners move by the same distance from their standard ports and need room above it.");
        }
    }

    private int moved(int standard) {
        int port = standard + portal - PORTAL_DEFAULT;
        return port < 1024 ? port + 20_000 : port;
    }

    int device() {
        return moved(8444);
    }

    /** The portal's HTTPS with {@code --lan}; {@link #portal} then has the page about the CA. */
    int https() {
        return moved(8443);
    }

    int internal(String entity) {
        return moved(9101 + ENTITIES.indexOf(entity));
    }

    int publicFace(String entity) {
        return moved(9111 + ENTITIES.indexOf(entity));
    }

    int database() {
        return moved(15_432);
    }

    /** STUN and TURN of the MTU, UDP and TCP. */
    int turn() {
        return moved(3478);
    }

    /** TURN over TLS. */
    int turnTls() {
        return moved(5349);
    }

    /** RTSP of the MTU. */
    int distribution() {
        return moved(8554);
    }

    /** RTSP over TLS of the MTU. */
    int distributionTls() {
        return moved(8322);
    }

    /** The MTU's TLS listener for devices that dial in and for browsers. */
    int media() {
        return moved(8445);
    }

    /** The same without TLS for browsers of this machine, which know no CA of ours. */
    int mediaPlain() {
        return moved(8447);
    }

    int rtsp(int camera) {
        return moved(RTSP_FIRST + camera);
    }

    static List<String> entities() {
        return ENTITIES;
    }

    /**
     * Checks that every port is free before anything starts.
     *
     * @param lan address of the portal if it is not on loopback
     * @param https more addresses, of which port 443 is used, as of the portal's then
     * @throws UserError naming the taken port
     */
    void requireFree(@Nullable LanAddress lan, @Nullable HttpsAddresses https) {
        List<Integer> ports = new ArrayList<>(List.of(device(), database()));
        for (String entity : ENTITIES) {
            ports.add(internal(entity));
            ports.add(publicFace(entity));
        }
        List<Integer> reachable = new ArrayList<>(
                List.of(portal, turn(), turnTls(), distribution(), distributionTls(), media(), mediaPlain()));
        if (lan != null) {
            reachable.addAll(List.of(https == null ? https() : HttpsAddresses.PORT, device()));
        }
        if (https != null) {
            https.all().forEach(each -> requireFree(each.address(), HttpsAddresses.PORT));
        }
        InetAddress address = lan == null ? InetAddress.getLoopbackAddress() : lan.address();
        reachable.forEach(port -> requireFree(address, port));
        for (int port : ports) {
            requireFree(InetAddress.getLoopbackAddress(), port);
        }
    }

    private void requireFree(InetAddress address, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException e) {
            throw new UserError("port " + port + " of " + address.getHostAddress() + " is in use by another program.",
                    "Stop that program (or another Vedette: ./vedette down), or choose other ports: ./vedette up --port "
                            + (portal == PORTAL_DEFAULT ? 8180 : portal + 100));
        }
    }
}

package vedette.quickstart;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code up --lan} adds: on one address of the local network the portal by HTTPS, the page from which phones get the CA,
 * the listener for cameras and the media servers. Databases and internal faces stay on 127.0.0.1.
 */
final class Lan implements AutoCloseable {
    private final LanAddress address;
    private final @Nullable HttpsAddresses https;
    private final LanCa ca;
    private final String portal;
    private final int portalPort;
    private final InetSocketAddress pageAddress;
    private @Nullable LanCaPage page;

    private Lan(LanAddress address, @Nullable HttpsAddresses https, LanCa ca, Ports ports) {
        this.address = address;
        this.https = https;
        this.ca = ca;
        this.portalPort = https == null ? ports.https() : HttpsAddresses.PORT;
        this.portal = "https://" + address.text() + (https == null ? ":" + portalPort : "");
        this.pageAddress = new InetSocketAddress(address.address(), ports.portal());
    }

    static Lan prepare(LanAddress address, @Nullable HttpsAddresses https, Path dataDir, Ports ports, Clock clock) {
        return new Lan(address, https, LanCa.open(dataDir, address, clock), ports);
    }

    int portalPort() {
        return portalPort;
    }

    LanAddress address() {
        return address;
    }

    LanCa ca() {
        return ca;
    }

    String portalOrigin() {
        return portal;
    }

    String caPage() {
        return "http://" + address.text() + ":" + pageAddress.getPort() + LanCaPage.PATH;
    }

    /** Where cameras register: in the network, and on this machine for those whose first address was made without {@code --lan}. */
    List<String> listenAddresses() {
        return address.text().equals("127.0.0.1") ? List.of("127.0.0.1") : List.of("127.0.0.1", address.text());
    }

    /** The listener for cameras. */
    Map<String, Object> deviceSettings() {
        if (https == null) {
            return Map.of("vedette.scu.device.bind-addresses", String.join(",", listenAddresses()));
        }
        String there = https.devices().text() + ":" + HttpsAddresses.PORT;
        return Map.of(
                "vedette.scu.device.bind-addresses", String.join(",", listenAddresses()) + "," + there,
                "vedette.scu.device.public-url", "https://" + there);
    }

    /** The MTU's listeners; with {@code --https-addresses} the MTU has two addresses of its own. */
    Map<String, Object> mediaSettings() {
        return https == null
                ? Map.of()
                : Map.of(
                        "vedette.public-address", https.turn().text(),
                        "vedette.mtu.bind-address", https.turn().text(),
                        "vedette.mtu.turn.tls-port", HttpsAddresses.PORT,
                        "vedette.mtu.tls.address", https.media().text() + ":" + HttpsAddresses.PORT);
    }

    /** The gateway's listener. */
    Map<String, Object> gatewaySettings() {
        return Map.of(
                "vedette.bind-address", address.text(),
                "server.ssl.enabled", "true",
                "server.ssl.certificate", ca.portalCertificate().toUri().toString(),
                "server.ssl.certificate-private-key", ca.portalKey().toUri().toString(),
                "server.ssl.enabled-protocols", "TLSv1.3,TLSv1.2");
    }

    /** From where pages may fetch distributed pictures, where that is not the MTU's port at the portal's address alone. */
    Optional<String> mediaOrigins(Ports ports) {
        return Optional.ofNullable(https)
                .map(own -> "wss://" + address.text() + ":" + ports.media() + ",wss://" + own.media().text() + ",wss://" + own.media().text()
                        + ":" + HttpsAddresses.PORT);
    }

    /** Codes by SMS could only be read on this machine, hence people come by invitation. */
    static Map<String, Object> signUpSettings() {
        return Map.of("vedette.cmu.approval", "invitation", "vedette.cmu.sms.adapter", "none");
    }

    /** Serves the CA's page from now on. */
    void publish() throws IOException {
        page = new LanCaPage(pageAddress, ca, portal);
    }

    @Override
    public void close() {
        if (page != null) {
            page.close();
        }
    }
}

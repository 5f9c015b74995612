package vedette.webrtc;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.ice4j.StackProperties;
import org.slf4j.LoggerFactory;

/**
 * Process-wide settings of ice4j. It reads them once, from system properties, when its first class is loaded:
 * {@link #apply} must therefore run before any other use of it.
 */
final class Ice4jSettings {
    /** Bridges and virtual pairs of container engines: unreachable for a viewer, and each would cost a socket. */
    private static final Pattern CONTAINER_INTERFACE =
            Pattern.compile("(docker|veth|br-|virbr|cni|flannel|cali|podman|lxc).*");

    private static final Level ICE_LOG_LEVEL = Level.SEVERE;
    // Held strongly: java.util.logging forgets levels of loggers that nobody references.
    private static final Logger ICE_LOGGER = Logger.getLogger("org.ice4j");
    private static final Logger JITSI_LOGGER = Logger.getLogger("org.jitsi");
    private static final Logger JITSI_CONFIG_LOGGER = Logger.getLogger("JitsiConfig");

    private static boolean applied;

    private Ice4jSettings() {}

    /** Applies the settings once; a later call with other interfaces has no effect, and says so in the log. */
    static synchronized void apply(WebRtcConfig config) {
        List<String> interfaces =
                config.allowedInterfaces().isEmpty() ? physicalInterfaces() : config.allowedInterfaces();
        if (applied) {
            if (config.loopback().isEmpty() && !interfaces.equals(current())) {
                LoggerFactory.getLogger(Ice4jSettings.class)
                        .atWarn()
                        .addKeyValue("wanted", interfaces)
                        .addKeyValue("inForce", current())
                        .log("Network interfaces for WebRTC stay as the first caller of this process set them");
            }
            return;
        }
        applied = true;
        quiet(ICE_LOGGER);
        quiet(JITSI_LOGGER);
        quiet(JITSI_CONFIG_LOGGER);
        // The AWS harvester would ask 169.254.169.254 for addresses: never.
        System.setProperty("ice4j.harvest.mapping.aws.enabled", "false");
        System.setProperty("ice4j.harvest.use-link-local-addresses", "false");
        // Media follows the pair that the controlling browser sends on.
        System.setProperty("ice4j.send-to-last-received-from-address", "true");
        // One socket on the shared port, without SO_REUSEADDR: nobody else can bind it too.
        System.setProperty("ice4j.harvest.udp.socket-pool-size", "1");
        // Checks go on for six seconds: the other side's first packets may have to open its NAT. A harvester would set less.
        System.setProperty(StackProperties.MAX_CTRAN_RETRANSMISSIONS, "6");
        System.setProperty(StackProperties.MAX_CTRAN_RETRANS_TIMER, "1600");
        for (int i = 0; i < interfaces.size(); i++) {
            System.setProperty("ice4j.harvest.allowed-interfaces." + i, interfaces.get(i));
        }
    }

    private static void quiet(Logger logger) {
        if (logger.getLevel() == null) {
            logger.setLevel(ICE_LOG_LEVEL);
        }
    }

    private static List<String> current() {
        List<String> names = new ArrayList<>();
        for (int i = 0; ; i++) {
            String name = System.getProperty("ice4j.harvest.allowed-interfaces." + i);
            if (name == null) {
                return names;
            }
            names.add(name);
        }
    }

    private static List<String> physicalInterfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(Ice4jSettings::isUpAndOutward)
                    .map(NetworkInterface::getName)
                    .sorted()
                    .toList();
        } catch (SocketException e) {
            throw new IllegalStateException("the list of network interfaces cannot be read: " + e.getMessage(), e);
        }
    }

    private static boolean isUpAndOutward(NetworkInterface candidate) {
        try {
            return candidate.isUp()
                    && !candidate.isLoopback()
                    && !CONTAINER_INTERFACE.matcher(candidate.getName()).matches();
        } catch (SocketException e) {
            return false; // The interface vanished between listing and asking.
        }
    }
}

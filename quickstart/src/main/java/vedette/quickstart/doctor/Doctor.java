package vedette.quickstart.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vedette.device.Bootstrap;
import vedette.device.DeviceException;
import vedette.stun.client.StunTiming;

/** Looks at one system, check by check. Each check has its own time limit; one that fails does not stop the others. */
public final class Doctor {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration CLOCK_GOOD = Duration.ofSeconds(2);
    private static final Duration CERTIFICATE_SOON = Duration.ofDays(14);
    private static final long DISK_LOW = 5L << 30;
    private static final long DISK_FULL = 500L << 20;

    private final Target target;
    private final Clock clock;
    private final Duration limit;
    private final Wire wire;
    private @Nullable JsonNode platform;

    /** A doctor for this system; {@code clock} is what the clocks of the system are compared with. */
    public Doctor(Target target, Clock clock) {
        this(target, clock, LIMIT, StunTiming.QUICK);
    }

    /** The same with other limits for each answer. */
    Doctor(Target target, Clock clock, Duration limit, StunTiming stun) {
        this.target = target;
        this.clock = clock;
        this.limit = limit;
        this.wire = new Wire(target.host(), limit, stun);
    }

    /** Runs all checks in an order in which the first failure is the one to look at; {@code heard} gets each at once. */
    public void examine(Consumer<Finding> heard) {
        Finding name = name();
        heard.accept(name);
        if (name.verdict() == Finding.Verdict.WRONG) {
            return; // Every other check would only say the same.
        }
        heard.accept(portal());
        heard.accept(certificate());
        heard.accept(devices());
        heard.accept(wire.stun(target.turnPort()));
        heard.accept(wire.tcp("turn over tcp", target.turnPort(), "Viewers behind firewalls that block UDP need it."));
        heard.accept(wire.tls("turn over tls", target.turnTlsPort(), "Viewers behind firewalls that allow TLS only need it."));
        heard.accept(wire.rtsp(target.rtspPort()));
        heard.accept(wire.tls("rtsps", target.rtspsPort(), "Players outside need it to send their credentials safely."));
        heard.accept(wire.tls("media", target.mediaPort(), "Cameras dial in here when many watch; browsers fetch what they cannot play directly."));
        heard.accept(messages());
        if (target.dataDir() != null) {
            heard.accept(disk());
        }
    }

    private Finding name() {
        try {
            List<String> addresses =
                    Arrays.stream(InetAddress.getAllByName(target.host())).map(InetAddress::getHostAddress).toList();
            boolean privately = Arrays.stream(InetAddress.getAllByName(target.host())).allMatch(Doctor::isPrivate);
            String found = target.host() + (addresses.equals(List.of(target.host())) ? "" : " is " + String.join(", ", addresses));
            return privately
                    ? Finding.note("name", found + ", which only " + (isLoopback() ? "this machine" : "the local network") + " reaches",
                            "For people outside, use a public address or a name that leads to one.")
                    : Finding.ok("name", found);
        } catch (UnknownHostException e) {
            return Finding.wrong("name", target.host() + " is not known to DNS",
                    "Create an A or AAAA record for it that holds this system's public address.");
        }
    }

    private boolean isLoopback() {
        try {
            return InetAddress.getByName(target.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static boolean isPrivate(InetAddress address) {
        byte[] octets = address.getAddress();
        boolean carrierGrade = octets.length == 4 && octets[0] == 100 && (octets[1] & 0xC0) == 64; // RFC 6598 §7
        boolean uniqueLocal = octets.length == 16 && (octets[0] & 0xFE) == 0xFC; // RFC 4193 §3.1
        return address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress() || carrierGrade || uniqueLocal;
    }

    private Finding portal() {
        try (HttpClient client = client()) {
            Instant asked = clock.instant();
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(target.portal().resolve("/cmu/v1/platform")).timeout(limit).build(),
                    HttpResponse.BodyHandlers.ofString());
            Instant answered = clock.instant();
            if (answer.statusCode() != 200) {
                return Finding.wrong("portal", "answers " + answer.statusCode(), "Look at the logs of cu-web and cmu.");
            }
            platform = JSON.readTree(answer.body());
            return compareClocks(answer.headers().firstValue("Date").orElse(""), asked, answered);
        } catch (SSLException e) {
            return Finding.wrong("portal", "its certificate is refused: " + e.getMessage(), "See the line 'certificate'.");
        } catch (IOException e) {
            return Finding.wrong("portal", "port " + target.portalPort() + " does not answer: " + Wire.why(e),
                    "Start the system, and open TCP " + target.portalPort() + " in the firewall.");
        } catch (JacksonException e) {
            return Finding.wrong("portal", "what answers there is no Vedette", "Check the address.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.wrong("portal", "interrupted", "");
        }
    }

    private HttpClient client() {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(limit).version(HttpClient.Version.HTTP_1_1);
        return (target.trust() == null ? builder : builder.sslContext(target.trust())).build();
    }

    /** The header {@code Date} has whole seconds (RFC 9110 §5.6.7): its time lies up to one second before the answer. */
    private static Finding compareClocks(String date, Instant asked, Instant answered) {
        try {
            Instant theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration ahead = Duration.between(answered, theirs);
            Duration behind = Duration.between(theirs.plusSeconds(1), asked);
            Duration off = ahead.compareTo(behind) > 0 ? ahead : behind;
            return off.compareTo(CLOCK_GOOD) <= 0
                    ? Finding.ok("portal", "answers; its clock agrees with this machine's")
                    : Finding.wrong("portal", String.format(Locale.ROOT, "answers, but its clock differs by %d s from this machine's", off.toSeconds()),
                            "Let both take the time from the network (systemd-timesyncd, chrony).");
        } catch (DateTimeParseException e) {
            return Finding.note("portal", "answers without a date", "A proxy in front of it removes the header Date.");
        }
    }

    private Finding certificate() {
        if (!target.secure()) {
            return isLoopback()
                    ? Finding.ok("certificate", "none needed on this machine")
                    : Finding.wrong("certificate", "the portal is served without TLS", "Browsers show pictures over https only. Give the portal a certificate.");
        }
        return wire.certificate(target.portalPort(), target.trust(), clock.instant(), CERTIFICATE_SOON);
    }

    private Finding devices() {
        String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(Wire.random(16));
        try {
            JsonNode document = JSON.readTree(wire.https(target.devicePort(), "/scu/v1/bootstrap?nonce=" + nonce));
            String pin = platform == null ? "" : platform.path("bootstrap_pin").asString("");
            if (pin.isEmpty()) {
                return Finding.note("cameras", "their listener answers; the portal did not tell which signature to expect", "See the line 'portal'.");
            }
            Bootstrap bootstrap = Bootstrap.open(document, pin, nonce);
            List<String> unreachable = bootstrap.nodes().stream()
                    .map(node -> URI.create(node.url()).getHost())
                    .filter(host -> !reachableLike(host))
                    .distinct()
                    .toList();
            return unreachable.isEmpty()
                    ? Finding.ok("cameras", "may register at " + String.join(", ", bootstrap.nodes().stream().map(Bootstrap.Node::url).toList()))
                    : Finding.wrong("cameras", "are sent to " + String.join(", ", unreachable) + ", which cannot be reached from outside",
                            "Set the public address (VEDETTE_DOMAIN) to what cameras can reach.");
        } catch (DeviceException e) {
            return Finding.wrong("cameras", "would refuse this system: " + e.getMessage(), "Check that the portal and TCP " + target.devicePort() + " belong to the same system.");
        } catch (IOException e) {
            return Finding.wrong("cameras", "port " + target.devicePort() + " does not answer: " + Wire.why(e),
                    "Open TCP " + target.devicePort() + " in the firewall; cameras register there.");
        } catch (JacksonException e) {
            return Finding.wrong("cameras", "what answers on port " + target.devicePort() + " is no Vedette", "Another program holds the port.");
        }
    }

    /** Whether an address handed out can be reached by whoever reached the portal. */
    private boolean reachableLike(@Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            return isPrivate(InetAddress.getByName(target.host())) || !isPrivate(InetAddress.getByName(host));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private Finding messages() {
        String adapter = platform == null ? "" : platform.path("sms").asString("");
        return switch (adapter) {
            case "http" -> Finding.ok("messages", "an SMS gateway is set");
            case "outbox" -> Finding.note("messages", "codes are shown to the operator instead of sent", "Fine for trying out; set an SMS gateway for real customers.");
            case "none" -> Finding.note("messages", "no SMS gateway: people join by invitation only", "Set one if customers shall sign up by themselves.");
            default -> Finding.note("messages", "not known, since the portal does not answer", "See the line 'portal'.");
        };
    }

    private Finding disk() {
        try {
            long free = Files.getFileStore(target.dataDir()).getUsableSpace();
            String found = String.format(Locale.ROOT, "%.1f GiB are free", free / (double) (1L << 30));
            return free >= DISK_LOW
                    ? Finding.ok("disk", found)
                    : free >= DISK_FULL
                            ? Finding.note("disk", found, "Make room: recordings and the database grow.")
                            : Finding.wrong("disk", found, "Make room now: the database stops when the disk is full.");
        } catch (IOException e) {
            return Finding.wrong("disk", "the data folder " + target.dataDir() + " cannot be read: " + Wire.why(e), "Name the folder with --data.");
        }
    }
}

package vedette.quickstart;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import vedette.quickstart.doctor.Doctor;
import vedette.quickstart.doctor.Finding;
import vedette.quickstart.doctor.Target;

/** {@code doctor [URL]}: the system at that address on the standard ports, or without one the system of this machine. */
final class DoctorCommand {
    private final Map<String, String> options;
    private final @Nullable String url;

    DoctorCommand(Map<String, String> options, @Nullable String url) {
        this.options = options;
        this.url = url;
    }

    /** Prints each finding; 0 if nothing is wrong. */
    int run(Path dataDir, Supplier<JsonNode> status) {
        Target target = url == null ? here(dataDir, status.get()) : Target.standard(origin(url));
        List<Finding> findings = new ArrayList<>();
        boolean json = options.containsKey("--json");
        new Doctor(target, Clock.systemUTC()).examine(finding -> {
            findings.add(finding);
            if (!json) {
                print(finding);
            }
        });
        if (json) {
            System.out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(findings));
        }
        return findings.stream().anyMatch(f -> f.verdict() == Finding.Verdict.WRONG) ? 1 : 0;
    }

    private static void print(Finding finding) {
        System.out.printf("%-7s %-14s %s%n", finding.verdict(), finding.check(), finding.found());
        if (!finding.remedy().isEmpty()) {
            System.out.printf("%-7s %-14s -> %s%n", "", "", finding.remedy());
        }
    }

    private static Target here(Path dataDir, JsonNode status) {
        URI portal = URI.create(status.path("portal").asString());
        Ports ports = new Ports(status.path("port").asInt());
        return new Target(portal, ports.device(), ports.turn(), ports.turnTls(), ports.distribution(), ports.distributionTls(), ports.media(),
                portal.getScheme().equals("https") ? LanCa.trustOf(dataDir) : null, dataDir);
    }

    private static URI origin(String text) {
        try {
            URI uri = URI.create(text.contains("://") ? text : "https://" + text);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new UserError("doctor wants the portal's address, such as https://cameras.example.org; found " + text + ".", "See ./vedette help.");
    }
}

package vedette.cmu.instance;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import vedette.cmu.keys.Keyring;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.setting.RunTimeSettings;
import vedette.contracts.ps.DeviceProofs;
import vedette.contracts.sc.BootstrapPayload;
import vedette.contracts.sc.BootstrapRequest;
import vedette.contracts.sc.SignedBootstrap;
import vedette.platform.config.PlatformProperties;

/**
 * Signs what a device learns at its first contact (CSS-3): live SCUs of its region that serve its task, the time, heartbeat and certificates. If
 * no SCU is in the region, those of all regions are listed: far is better than none.
 */
@Component
public class Bootstraps {
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{22,43}");
    private static final String TASK = "register";
    private static final int PROTOCOL_VERSION = 1;

    private final Instances instances;
    private final Keyring keyring;
    private final RunTimeSettings settings;
    private final PlatformProperties installation;
    private final JsonMapper mapper;
    private final Clock clock;

    Bootstraps(
            Instances instances,
            Keyring keyring,
            RunTimeSettings settings,
            PlatformProperties installation,
            JsonMapper mapper,
            Clock clock) {
        this.instances = instances;
        this.keyring = keyring;
        this.settings = settings;
        this.installation = installation;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** base64url SHA-256 of the signer's SPKI: what the factory writes into devices. */
    public String pin() {
        return Keyring.hash(
                keyring.keyPair(Keyring.Purpose.BOOTSTRAP).getPublic().getEncoded());
    }

    /**
     * Signs a document for a device.
     *
     * @throws RuntimeException {@code nonce-malformed}
     */
    SignedBootstrap sign(BootstrapRequest request) {
        if (request.nonce() == null || !NONCE.matcher(request.nonce()).matches()) {
            throw CmuProblem.NONCE_MALFORMED.exception();
        }
        List<Instances.Live> live = serving(request);
        BootstrapPayload payload = new BootstrapPayload(
                request.nonce(),
                clock.instant(),
                installation.portalOrigin(),
                List.of(PROTOCOL_VERSION),
                settings.heartbeatMs(),
                live.stream()
                        .map(scu -> new BootstrapPayload.Node(
                                scu.instance(), Objects.requireNonNull(scu.deviceUrl()), scu.region(), List.of(TASK)))
                        .toList(),
                live.stream()
                        .map(Instances.Live::deviceTlsCaPem)
                        .filter(Objects::nonNull)
                        .distinct()
                        .toList(),
                Map.of());
        String text = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(mapper.writeValueAsString(payload).getBytes(StandardCharsets.UTF_8));
        byte[] signature = keyring.sign(Keyring.Purpose.BOOTSTRAP, DeviceProofs.bootstrap(text));
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return new SignedBootstrap(
                text,
                base64.encodeToString(
                        keyring.keyPair(Keyring.Purpose.BOOTSTRAP).getPublic().getEncoded()),
                base64.encodeToString(signature));
    }

    private List<Instances.Live> serving(BootstrapRequest request) {
        if (request.task() != null && !TASK.equals(request.task())) {
            return List.of();
        }
        List<Instances.Live> all = instances.live("scu").stream()
                .filter(scu -> scu.deviceUrl() != null)
                .toList();
        List<Instances.Live> near = all.stream()
                .filter(scu -> request.region() == null
                        || scu.region() == null
                        || request.region().equals(scu.region()))
                .toList();
        return near.isEmpty() ? all : near;
    }
}

package vedette.cmu.device;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import vedette.cmu.audit.Audit;
import vedette.cmu.config.CmuProperties;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.setting.RunTimeSettings;
import vedette.cmu.tenancy.Tenants;
import vedette.cmu.vendor.Certificates;
import vedette.cmu.vendor.Vendor;
import vedette.cmu.vendor.Vendors;
import vedette.contracts.Ids;
import vedette.contracts.ps.DeviceProofs;
import vedette.contracts.sc.RegistrationRequest;
import vedette.contracts.sc.RegistrationResult;
import vedette.platform.config.PlatformProperties;

/**
 * Registration of devices (H.626.4 §8.1 S2, S3; AMB-10). Nothing is written before chain, proof and serial are right; then the row is
 * {@code pending} until the answer is decided.
 */
@Component
class Registrations {
    private static final Logger log = LoggerFactory.getLogger(Registrations.class);
    private static final int CHAIN_MAX = 5;
    private static final Pattern SERIAL = Pattern.compile("[A-Z0-9][A-Z0-9-]{3,39}");
    private static final Pattern VERIFIER = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern BOOT_ID = Pattern.compile("[A-Za-z0-9_-]{22}");
    private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{16,64}");
    private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e]{1,64}");

    private final DeviceRepository devices;
    private final Vendors vendors;
    private final CapabilityText capabilities;
    private final Audit audit;
    private final RunTimeSettings settings;
    private final CmuProperties properties;
    private final PlatformProperties installation;
    private final TransactionTemplate transactions;
    private final JdbcClient jdbc;
    private final Tenants tenants;
    private final Clock clock;

    private record Proven(Vendor vendor, PublicKey key, String capabilities) {}

    /** Outcome with the id that the flow is about. */
    record Outcome(RegistrationResult result, String tenantId) {}

    Registrations(
            DeviceRepository devices,
            Vendors vendors,
            CapabilityText capabilities,
            Audit audit,
            RunTimeSettings settings,
            CmuProperties properties,
            PlatformProperties installation,
            TransactionTemplate transactions,
            JdbcClient jdbc,
            Tenants tenants,
            Clock clock) {
        this.devices = devices;
        this.vendors = vendors;
        this.capabilities = capabilities;
        this.audit = audit;
        this.settings = settings;
        this.properties = properties;
        this.installation = installation;
        this.transactions = transactions;
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.clock = clock;
    }

    /**
     * Registers a device or refreshes its registration.
     *
     * @throws RuntimeException {@code registration-malformed}, {@code vendor-unknown}, {@code device-proof-invalid},
     *     {@code device-disabled}, {@code serial-has-other-key}
     */
    Outcome register(RegistrationRequest request) {
        checkForm(request);
        Proven proven = prove(request);
        try {
            return registerProven(request, proven);
        } catch (DataIntegrityViolationException e) {
            // Two first registrations of one serial at once: the second finds the row of the first.
            return registerProven(request, proven);
        }
    }

    /** Whose operators should see a refused registration: the tenant of the serial, else the default one. */
    String tenantOf(@Nullable String serial) {
        return (serial == null ? Optional.<Device>empty() : devices.findBySerial(serial))
                .map(Device::tenantId)
                .orElseGet(tenants::defaultTenant);
    }

    private Outcome registerProven(RegistrationRequest request, Proven proven) {
        Optional<Device> known = devices.findBySerial(request.serial());
        boolean created = known.isEmpty();
        String deviceId;
        if (created) {
            deviceId = Ids.next("dev");
            transactions.executeWithoutResult(_ -> apply(deviceId, request, proven));
        } else {
            deviceId = known.get().deviceId();
            checkKnown(known.get(), proven, request.peerAddress());
        }
        transactions.executeWithoutResult(_ -> confirm(deviceId, request, proven));
        log.atInfo().addKeyValue("unitId", deviceId).addKeyValue("new", created).log("Device registered");
        RegistrationResult result = new RegistrationResult(
                deviceId,
                created,
                settings.heartbeatMs(),
                properties.registrationExpiry().toMillis(),
                null);
        return new Outcome(result, proven.vendor().tenantId());
    }

    private void apply(String deviceId, RegistrationRequest request, Proven proven) {
        Instant now = clock.instant();
        Device device = new Device(deviceId, proven.vendor(), proven.key(), request, now);
        device.describe(request, proven.capabilities(), now, now.plus(properties.registrationExpiry()));
        devices.saveAndFlush(device);
        jdbc.sql("insert into device_presence (device_id, tenant_id, epoch, status, status_since)"
                        + " values (:id, :tenant, 0, 'offline', :now)")
                .param("id", deviceId)
                .param("tenant", device.tenantId())
                .param("now", java.sql.Timestamp.from(now))
                .update();
    }

    private void confirm(String deviceId, RegistrationRequest request, Proven proven) {
        Device device = devices.findById(deviceId).orElseThrow(CmuProblem.DEVICE_NOT_FOUND::exception);
        Instant now = clock.instant();
        device.describe(request, proven.capabilities(), now, now.plus(properties.registrationExpiry()));
        if (device.registration() == Device.Registration.PENDING) {
            device.moveTo(Device.Registration.REGISTERED);
        }
    }

    private void checkKnown(Device device, Proven proven, String address) {
        if (!device.hasKey(proven.key())) {
            log.atWarn()
                    .addKeyValue("unitId", device.deviceId())
                    .log("Another key registers a known serial: a copy, or a device with a new key");
            audit.append(
                    device.tenantId(),
                    "scu",
                    "device.key-conflict",
                    device.deviceId(),
                    CmuProblem.SERIAL_HAS_OTHER_KEY.code(),
                    address,
                    "Registration of serial " + device.serial() + " with another key was refused");
            throw CmuProblem.SERIAL_HAS_OTHER_KEY.exception();
        }
        if (device.registration() == Device.Registration.DISABLED) {
            throw CmuProblem.DEVICE_DISABLED.exception();
        }
    }

    private void checkForm(RegistrationRequest request) {
        require(request.serial(), SERIAL, "serial: expected 4 to 40 of A-Z, 0-9, -");
        require(request.bootId(), BOOT_ID, "boot_id: expected base64url of 16 bytes");
        require(request.nonce(), NONCE, "nonce: expected base64url");
        require(request.labelVerifier(), VERIFIER, "label_verifier: expected base64url of 32 bytes");
        require(request.firmware(), TEXT, "firmware: expected 1 to 64 printable characters");
        require(request.model(), TEXT, "model: expected 1 to 64 printable characters");
        require(request.peerAddress(), TEXT, "peer_address: expected an address");
        if (!"pu".equals(request.kind()) && !"nvr".equals(request.kind())) {
            throw malformed("kind: expected pu or nvr");
        }
        if (request.level() < 1 || request.level() > 4) {
            throw malformed("level: expected 1 to 4, found " + request.level());
        }
        if (request.media() != null
                && (request.media().rtspUrl() == null
                        || !RtspUrls.isBase(request.media().rtspUrl()))) {
            throw malformed("media.rtsp_url: expected rtsp://host[:port] without user, path and query");
        }
        if (request.certificateChainPem() == null
                || request.certificateChainPem().size() < 2
                || request.certificateChainPem().size() > CHAIN_MAX) {
            throw malformed("certificate_chain_pem: expected leaf to root, 2 to 5 certificates");
        }
    }

    private Proven prove(RegistrationRequest request) {
        List<X509Certificate> chain = new ArrayList<>();
        for (String pem : request.certificateChainPem()) {
            chain.add(Certificates.parse(pem)
                    .orElseThrow(() -> malformed("certificate_chain_pem: expected one X.509 certificate per entry")));
        }
        String json = capabilities.write(request.capabilities());
        X509Certificate root = chain.removeLast();
        X509Certificate leaf = chain.getFirst();
        Vendor vendor = vendors.byRoot(root).orElseThrow(CmuProblem.VENDOR_UNKNOWN::exception);
        if (!Certificates.valid(chain, root, clock.instant())) {
            throw CmuProblem.DEVICE_PROOF_INVALID.exception("The certificate chain does not lead to the vendor's root");
        }
        if (!Certificates.commonName(leaf).equals(Optional.of(request.serial()))) {
            throw CmuProblem.DEVICE_PROOF_INVALID.exception("The serial is not the common name of the certificate");
        }
        String text = DeviceProofs.registration(
                installation.portalOrigin(),
                request.nonce(),
                request.bootId(),
                request.serial(),
                request.kind(),
                request.firmware(),
                request.model(),
                request.labelVerifier(),
                request.media() == null ? "" : request.media().rtspUrl());
        if (!DeviceProof.suitable(leaf.getPublicKey())
                || !DeviceProofs.verify(leaf.getPublicKey(), text, request.signature())) {
            throw CmuProblem.DEVICE_PROOF_INVALID.exception("The signature does not fit the certificate's key");
        }
        return new Proven(vendor, leaf.getPublicKey(), json);
    }

    private static void require(@Nullable String value, Pattern form, String expectation) {
        if (value == null || !form.matcher(value).matches()) {
            throw malformed(expectation);
        }
    }

    private static RuntimeException malformed(String detail) {
        return CmuProblem.REGISTRATION_MALFORMED.exception(detail);
    }
}

package vedette.cmu.device;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;
import vedette.cmu.keys.Keyring;
import vedette.cmu.vendor.Vendor;
import vedette.contracts.sc.RegistrationRequest;

/** A device in the registry; identified by serial and the key of its first registration. */
@Entity
public class Device {
    /** States of the registration. */
    public enum Registration {
        /** Applied, not answered yet. */
        PENDING,
        /** Registered. */
        REGISTERED,
        /** Refused by the operator. */
        DISABLED;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Id
    private String deviceId = "";

    @TenantId
    private String tenantId = "";

    @Version
    private @Nullable Integer version;

    private String vendorId = "";
    private String vendorName = "";
    private String serial = "";
    private String kind = "";
    private byte[] spki = {};
    private String spkiSha256 = "";
    private String labelVerifier = "";
    private String firmware = "";
    private String model = "";
    private int level;
    private String capabilities = "";
    private @Nullable String rtspUrl;
    private String bootId = "";
    private String address = "";
    private String registration = "";
    private @Nullable Instant buttonPressedAt;
    private Instant lastRegisteredAt = Instant.EPOCH;
    private Instant expiresAt = Instant.EPOCH;
    private Instant createdAt = Instant.EPOCH;

    /** For Hibernate. */
    protected Device() {}

    Device(String deviceId, Vendor vendor, PublicKey key, RegistrationRequest request, Instant now) {
        this.deviceId = deviceId;
        this.tenantId = vendor.tenantId();
        this.vendorId = vendor.vendorId();
        this.vendorName = vendor.name();
        this.serial = request.serial();
        this.kind = request.kind();
        this.spki = key.getEncoded();
        this.spkiSha256 = Keyring.hash(spki);
        this.labelVerifier = request.labelVerifier();
        this.registration = Registration.PENDING.wire();
        this.createdAt = now;
    }

    /** Takes what the device says about itself now. */
    void describe(RegistrationRequest request, String capabilitiesJson, Instant now, Instant expires) {
        firmware = request.firmware();
        model = request.model();
        level = request.level();
        capabilities = capabilitiesJson;
        rtspUrl = request.media() == null ? null : request.media().rtspUrl();
        bootId = request.bootId();
        address = request.peerAddress();
        lastRegisteredAt = now;
        expiresAt = expires;
    }

    /** {@code dev_…}. */
    public String deviceId() {
        return deviceId;
    }

    /** Tenant of its vendor. */
    public String tenantId() {
        return tenantId;
    }

    /** Serial number. */
    public String serial() {
        return serial;
    }

    /** Model name. */
    public String model() {
        return model;
    }

    /** Public key, SPKI DER. */
    public byte[] spki() {
        return spki.clone();
    }

    /** base64url SHA-256 of the public key. */
    public String spkiSha256() {
        return spkiSha256;
    }

    /** {@link vedette.contracts.LabelCode#verifier}. */
    public String labelVerifier() {
        return labelVerifier;
    }

    /** Its address as the SCU saw it last. */
    public String address() {
        return address;
    }

    /** Base URL of its RTSP server. */
    public @Nullable String rtspUrl() {
        return rtspUrl;
    }

    /** Capabilities as JSON. */
    public String capabilities() {
        return capabilities;
    }

    /** State of the registration. */
    public Registration registration() {
        return Registration.valueOf(registration.toUpperCase(Locale.ROOT));
    }

    /** When its registration is over. */
    Instant expiresAt() {
        return expiresAt;
    }

    /** When its button was pressed last. */
    public @Nullable Instant buttonPressedAt() {
        return buttonPressedAt;
    }

    boolean hasKey(PublicKey key) {
        return Arrays.equals(spki, key.getEncoded());
    }

    void moveTo(Registration next) {
        registration = next.wire();
    }

    void reached(String peerAddress) {
        address = peerAddress;
    }

    void buttonPressed(Instant now) {
        buttonPressedAt = now;
    }

    void setCapabilities(String json) {
        capabilities = json;
    }
}

package vedette.cmu.config;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the CMU.
 *
 * @param name name of the service that customers see
 * @param approval who lets new customers in
 * @param quickstart whether this is a quickstart; shown in the portal
 * @param heartbeat period of device heartbeats until an operator changes it (GAP-01)
 * @param registrationExpiry lifetime of a device's registration, at least an hour (GAP-01)
 * @param sms SMS gateway
 * @param crm customer system
 * @param play live viewing
 */
@ConfigurationProperties("vedette.cmu")
@Validated
public record CmuProperties(
        @DefaultValue("Vedette") @NotNull String name,
        @DefaultValue("manual") @NotNull Approval approval,
        @DefaultValue("false") boolean quickstart,
        @DefaultValue("60s") @NotNull Duration heartbeat,
        @DefaultValue("24h") @NotNull Duration registrationExpiry,
        @DefaultValue Sms sms,
        @DefaultValue Crm crm,
        @DefaultValue Play play) {

    /** Who lets new customers in (H.626.4 §6.1.1). */
    public enum Approval {
        /** An operator approves each. */
        MANUAL,
        /** Only who has an invitation signs up, and is active at once. */
        INVITATION,
        /** The customer system decides. */
        CRM,
        /** Everybody whose number is confirmed. */
        AUTO;

        /** As on the wire. */
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * SMS gateway (H.626.4 §6.2).
     *
     * @param adapter how messages leave
     * @param url where the HTTP adapter posts
     * @param tokenFile file with the bearer token for the gateway
     * @param tries submissions before a message counts as failed
     */
    public record Sms(
            @DefaultValue("none") @NotNull SmsAdapter adapter,
            @Nullable URI url,
            java.nio.file.@Nullable Path tokenFile,
            @DefaultValue("5") int tries) {}

    /** How SMS leave. */
    public enum SmsAdapter {
        /** Not at all: sign-up by invitation only. */
        NONE,
        /** They stay on a page of the operator portal; for quickstart on loopback. */
        OUTBOX,
        /** JSON over HTTP. */
        HTTP;

        /** As on the wire. */
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Customer system (H.626.4 §6.2): if it has a URL, it is asked at sign-up and sign-in and its silence means no.
     *
     * @param url where subscribers are verified
     * @param tokenFile file with the bearer token for it
     */
    public record Crm(@Nullable URI url, java.nio.file.@Nullable Path tokenFile) {}

    /**
     * Live viewing.
     *
     * @param relay when browsers get a relay with their play request
     */
    public record Play(@DefaultValue("auto") @NotNull Relay relay) {}

    /** When browsers get a relay (TURN) with their play request. */
    public enum Relay {
        /** Unless the public address is a loopback one. */
        AUTO,
        /** Always. */
        ALWAYS,
        /** Never. */
        NEVER
    }

    /** Checks what single fields cannot. */
    public CmuProperties {
        if (registrationExpiry.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException(
                    "vedette.cmu.registration-expiry: expected at least 1h, found " + registrationExpiry);
        }
        if (heartbeat.toMillis() < 1_000 || heartbeat.toMillis() > 600_000) {
            throw new IllegalArgumentException("vedette.cmu.heartbeat: expected 1s to 10m, found " + heartbeat);
        }
        if (approval == Approval.CRM && crm.url() == null) {
            throw new IllegalArgumentException("vedette.cmu.approval=crm needs vedette.cmu.crm.url");
        }
        if (sms.adapter() == SmsAdapter.HTTP && sms.url() == null) {
            throw new IllegalArgumentException("vedette.cmu.sms.adapter=http needs vedette.cmu.sms.url");
        }
    }
}

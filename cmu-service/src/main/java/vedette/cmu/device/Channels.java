package vedette.cmu.device;

import java.time.Clock;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import vedette.cmu.problem.CmuProblem;
import vedette.cmu.setting.RunTimeSettings;
import vedette.contracts.ps.DeviceProofs;
import vedette.contracts.sc.ChannelAccepted;
import vedette.contracts.sc.ChannelOpen;
import vedette.platform.config.PlatformProperties;

/** Control channels of devices: proves who opened one and counts its epoch. */
@Component
class Channels {
    private final DeviceRepository devices;
    private final Presence presence;
    private final RunTimeSettings settings;
    private final PlatformProperties installation;
    private final Clock clock;

    Channels(
            DeviceRepository devices,
            Presence presence,
            RunTimeSettings settings,
            PlatformProperties installation,
            Clock clock) {
        this.devices = devices;
        this.presence = presence;
        this.settings = settings;
        this.installation = installation;
        this.clock = clock;
    }

    /**
     * Accepts a channel.
     *
     * @throws RuntimeException {@code device-proof-invalid}, {@code device-disabled}, {@code registration-expired}
     */
    @Transactional
    ChannelAccepted open(ChannelOpen request) {
        // An unknown id and a wrong signature look alike.
        Device device = devices.findById(request.deviceId()).orElseThrow(CmuProblem.DEVICE_PROOF_INVALID::exception);
        String text = DeviceProofs.channel(
                installation.portalOrigin(), request.nonce(), request.bootId(), request.deviceId());
        if (!DeviceProofs.verify(DeviceProof.key(device.spki()), text, request.signature())) {
            throw CmuProblem.DEVICE_PROOF_INVALID.exception("The signature does not fit the registered key");
        }
        if (device.registration() == Device.Registration.DISABLED) {
            throw CmuProblem.DEVICE_DISABLED.exception();
        }
        if (!clock.instant().isBefore(device.expiresAt())) {
            throw CmuProblem.REGISTRATION_EXPIRED.exception();
        }
        device.reached(request.peerAddress());
        long epoch = presence.attach(device.deviceId(), request.scu(), request.scuBoot());
        return new ChannelAccepted(epoch, device.tenantId(), settings.heartbeatMs());
    }
}

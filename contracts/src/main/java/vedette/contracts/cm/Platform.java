package vedette.contracts.cm;

/**
 * What everybody may know about this platform.
 *
 * @param name name of the service
 * @param version software version
 * @param approval {@code manual invitation crm auto}
 * @param sms {@code outbox http none}
 * @param bootstrapPin base64url SHA-256 of the bootstrap signer's SPKI, for the factory
 * @param portalOrigin origin of the portal
 * @param quickstart whether this is a quickstart
 */
public record Platform(
        String name,
        String version,
        String approval,
        String sms,
        String bootstrapPin,
        String portalOrigin,
        boolean quickstart) {}

package vedette.contracts.cm;

import java.time.Instant;

/**
 * A vendor whose devices may register.
 *
 * @param vendorId {@code vnd_…}
 * @param name name
 * @param rootSubject subject of the root certificate
 * @param rootSha256 upper-case hex with colons, SHA-256 of the certificate
 * @param rootExpiresAt end of validity of the root
 * @param devices registered devices
 * @param createdAt when admitted
 */
public record Vendor(
        String vendorId,
        String name,
        String rootSubject,
        String rootSha256,
        Instant rootExpiresAt,
        int devices,
        Instant createdAt) {}

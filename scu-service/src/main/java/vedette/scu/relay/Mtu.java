package vedette.scu.relay;

import org.jspecify.annotations.Nullable;
import vedette.contracts.sd.MtuMedia;

/**
 * An MTU that lives, as far as the CMU knows.
 *
 * @param instance name
 * @param bootId fresh at each start of it: relays do not outlive it
 * @param url base URL of its internal face
 * @param region region it serves, null = any
 * @param load 0..1
 * @param draining whether it gets no new relays
 * @param media addresses for media
 */
record Mtu(
        String instance,
        String bootId,
        String url,
        @Nullable String region,
        double load,
        boolean draining,
        @Nullable MtuMedia media) {}

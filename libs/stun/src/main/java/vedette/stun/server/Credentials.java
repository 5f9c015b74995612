package vedette.stun.server;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where a server finds credentials. Called on its thread: must not block. */
public interface Credentials {
    /** The credential of a name, or null. Known for as long as its session lives, also after its expiry. */
    @Nullable Grant byName(String username);

    /** The credential whose name and realm have this hash (RFC 8489 §14.4), or null. */
    @Nullable Grant byHash(ByteBuffer userHash);
}

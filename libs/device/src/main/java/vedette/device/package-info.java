/**
 * What every device of the surveillance system shares: the identity made in the factory, the signed bootstrap, registration (H.626.4 §8.1), the
 * control channel to the SCU with its heartbeat, and the reports of flow steps. The rules live here and run on an injected scheduler, clock,
 * random source and transport; sockets live in {@code vedette.device.netty}.
 */
@NullMarked
package vedette.device;

import org.jspecify.annotations.NullMarked;

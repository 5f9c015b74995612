package vedette.device.netty;

import vedette.device.AgentScheduler;
import vedette.device.DeviceTransport;

/** What a {@link vedette.device.DeviceAgent} needs of one event loop. */
public record DeviceLoop(AgentScheduler scheduler, DeviceTransport transport) {}

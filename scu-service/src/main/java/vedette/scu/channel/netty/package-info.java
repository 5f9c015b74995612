/** The sockets of the device listener: TLS, HTTP, WebSocket, and the limits that keep one peer from hurting others. Decides nothing about devices. */
@NullMarked
package vedette.scu.channel.netty;

import org.jspecify.annotations.NullMarked;

/**
 * The sockets of the STUN and TURN server: UDP, TCP, TLS and the relay sockets, all on one event loop, on Linux with recvmmsg and sendmmsg (epoll).
 */
@NullMarked
package vedette.stun.netty;

import org.jspecify.annotations.NullMarked;

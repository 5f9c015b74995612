/**
 * STUN (RFC 8489) messages with the attributes of TURN (RFC 8656) and NAT behaviour discovery (RFC 5780): parsing and building bytes, message
 * integrity. No sockets, clocks or threads. Text is taken as it is: user names and passwords of this system are ASCII, for which OpaqueString
 * preparation (RFC 8265) changes nothing.
 */
@NullMarked
package vedette.stun;

import org.jspecify.annotations.NullMarked;

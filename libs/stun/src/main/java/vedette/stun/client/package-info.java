/**
 * STUN client: Binding transactions and discovery of a NAT's behaviour (RFC 5780), as machines without sockets, and {@link
 * vedette.stun.client.StunProbe}, a small blocking driver for them.
 */
@NullMarked
package vedette.stun.client;

import org.jspecify.annotations.NullMarked;

/**
 * STUN and TURN server (RFC 8489, RFC 8656, RFC 5780) as a machine without sockets, threads or clocks: a driver hands in what came from clients
 * and peers, {@link vedette.stun.server.TurnOutput} carries out what shall happen. All calls of one server come from one thread, except to {@link
 * vedette.stun.server.TurnSession} and {@link vedette.stun.server.Traffic}, which are thread-safe.
 *
 * <p>Before a request is authenticated nothing is remembered: nonces prove themselves (HMAC over expiry and source), and answers to the
 * unauthenticated are limited per source in a table of fixed size.
 */
@NullMarked
package vedette.stun.server;

import org.jspecify.annotations.NullMarked;

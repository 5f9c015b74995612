/**
 * Session descriptions (RFC 8866): a parser and formatter that keeps unknown lines and their order, so that a relay can
 * change what it must and hand on the rest.
 *
 * <p>Not implemented: interpretation of time zones and repeat times ({@code z=}, {@code r=}), encryption keys
 * ({@code k=}, obsolete); their lines are kept as they are.
 */
@NullMarked
package vedette.rtp.sdp;

import org.jspecify.annotations.NullMarked;

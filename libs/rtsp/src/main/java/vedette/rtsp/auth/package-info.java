/**
 * Authentication of RTSP requests (RFC 7826 §19.1): Digest with MD5 and SHA-256 (RFC 7616, RFC 2617), Basic (RFC 7617)
 * and Bearer (RFC 6750). No state: who may do what is the application's decision.
 *
 * <p>Not implemented: {@code auth-int}, session variants ({@code -sess}), user name hashing (RFC 7616 §3.4.4).
 */
@NullMarked
package vedette.rtsp.auth;

import org.jspecify.annotations.NullMarked;

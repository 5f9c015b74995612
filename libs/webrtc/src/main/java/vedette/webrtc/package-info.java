/**
 * A WebRTC peer for devices: it answers a browser's offer (RFC 8829, RFC 9429), finds a path with trickle ICE
 * (RFC 8445, RFC 8838), proves both certificates in DTLS-SRTP (RFC 5763, RFC 5764) and sends H.264 and G.711 as SRTP
 * (RFC 3711, RFC 7714) with the feedback of RFC 4585 and RFC 5104.
 *
 * <p>Start at {@link vedette.webrtc.WebRtcPeers}. ice4j, jitsi-srtp and Bouncy Castle are used inside and appear in no
 * public signature. Not implemented: the offerer's role, data channels, received media, RTX (RFC 4588), transport-wide
 * congestion control, ICE over TCP, ICE restart (RFC 8445 §9; a new session takes its place), DTLS 1.3.
 */
@NullMarked
package vedette.webrtc;

import org.jspecify.annotations.NullMarked;

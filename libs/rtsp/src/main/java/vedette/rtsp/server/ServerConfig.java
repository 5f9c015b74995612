package vedette.rtsp.server;

import java.time.Duration;
import java.time.InstantSource;

/**
 * Settings of a server connection.
 *
 * @param realm realm of the challenges
 * @param basicOffered whether Basic is offered and taken; over TLS only
 * @param bearerOnPlainLoopback whether Bearer is taken without TLS if both ends are loopback addresses
 * @param sessionTimeout a session without keep-alive (RTSP request or RTCP) ends after this time (RFC 7826 §18.49: 60 s)
 * @param requestTimeout a request must be complete, a connection without session must do something, within this time
 * @param applicationTimeout after this time without the application's answer 503 is sent
 * @param bodyBytesMax largest request body
 * @param serverName value of the Server header
 * @param clock wall time for the Date header
 */
public record ServerConfig(
        String realm,
        boolean basicOffered,
        boolean bearerOnPlainLoopback,
        Duration sessionTimeout,
        Duration requestTimeout,
        Duration applicationTimeout,
        int bodyBytesMax,
        String serverName,
        InstantSource clock) {
    /** The usual settings for a realm. */
    public static ServerConfig of(String realm) {
        return new ServerConfig(
                realm,
                false,
                false,
                Duration.ofSeconds(60),
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                16 * 1024,
                "Vedette",
                InstantSource.system());
    }

    /** The same with Bearer taken on plain loopback connections. */
    public ServerConfig withBearerOnPlainLoopback() {
        return new ServerConfig(
                realm,
                basicOffered,
                true,
                sessionTimeout,
                requestTimeout,
                applicationTimeout,
                bodyBytesMax,
                serverName,
                clock);
    }

    /** The same with Basic offered over TLS. */
    public ServerConfig withBasic() {
        return new ServerConfig(
                realm,
                true,
                bearerOnPlainLoopback,
                sessionTimeout,
                requestTimeout,
                applicationTimeout,
                bodyBytesMax,
                serverName,
                clock);
    }

    /** The same with another session timeout. */
    public ServerConfig withSessionTimeout(Duration timeout) {
        return new ServerConfig(
                realm,
                basicOffered,
                bearerOnPlainLoopback,
                timeout,
                requestTimeout,
                applicationTimeout,
                bodyBytesMax,
                serverName,
                clock);
    }

    /** The same with other timeouts for requests and the application. */
    public ServerConfig withTimeouts(Duration request, Duration application) {
        return new ServerConfig(
                realm,
                basicOffered,
                bearerOnPlainLoopback,
                sessionTimeout,
                request,
                application,
                bodyBytesMax,
                serverName,
                clock);
    }
}

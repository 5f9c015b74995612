package vedette.quickstart.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import vedette.stun.client.BindingResult;
import vedette.stun.client.StunProbe;
import vedette.stun.client.StunTiming;

/** Connections to one host, as short as they can be. */
final class Wire {
    private static final int ANSWER_MAX = 256 * 1024;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String host;
    private final Duration limit;
    private final StunTiming timing;

    Wire(String host, Duration limit, StunTiming timing) {
        this.host = host;
        this.limit = limit;
        this.timing = timing;
    }

    static byte[] random(int bytes) {
        byte[] drawn = new byte[bytes];
        RANDOM.nextBytes(drawn);
        return drawn;
    }

    /** A failure of the network in words that say where to look. */
    static String why(IOException e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (e instanceof ConnectException || cause instanceof ConnectException) {
            return "refused (nothing listens there)";
        }
        if (e instanceof SocketTimeoutException || cause instanceof SocketTimeoutException || e instanceof java.net.http.HttpTimeoutException) {
            return "no answer (a firewall drops it)";
        }
        return String.valueOf(cause.getMessage());
    }

    private Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), Math.toIntExact(limit.toMillis()));
            socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    Finding tcp(String check, int port, String use) {
        try (Socket socket = connect(port)) {
            return Finding.ok(check, "port " + socket.getPort() + " answers");
        } catch (IOException e) {
            return closed(check, port, e, use);
        }
    }

    private static Finding closed(String check, int port, IOException e, String use) {
        return Finding.wrong(check, "port " + port + ": " + why(e), "Open TCP " + port + " in the firewall. " + use);
    }

    /** One STUN Binding (RFC 8489 §2), as every browser and camera begins. */
    Finding stun(int port) {
        try (DatagramSocket socket = new DatagramSocket()) {
            return switch (StunProbe.bind(socket, new InetSocketAddress(host, port), timing, null)) {
                case BindingResult.Answered answer -> Finding.ok("stun", "port " + port + " answers; it sees this machine as "
                        + answer.mapped().getAddress().getHostAddress());
                case BindingResult.Refused refused -> Finding.wrong("stun", "port " + port + " refuses: " + refused.error(), "Look at the log of mtu.");
                case BindingResult.TimedOut _ -> Finding.wrong("stun", "port " + port + ": no answer over UDP",
                        "Start mtu, and open UDP " + port + " in the firewall. Without it pictures cross routers only through the provider.");
            };
        } catch (IOException e) {
            return Finding.wrong("stun", "port " + port + ": " + why(e), "Open UDP " + port + " in the firewall.");
        }
    }

    /** Whether TLS is spoken there; whose certificate it is, is a matter of those who connect. */
    Finding tls(String check, int port, String use) {
        try (Socket plain = connect(port); SSLSocket secure = wrap(plain, port, anyCertificate())) {
            secure.startHandshake();
            return Finding.ok(check, "port " + port + " answers with " + secure.getSession().getProtocol());
        } catch (SSLException e) {
            return Finding.wrong(check, "port " + port + " answers, but not with TLS: " + e.getMessage(), "Another program or a proxy holds the port.");
        } catch (IOException e) {
            return closed(check, port, e, use);
        }
    }

    private SSLSocket wrap(Socket plain, int port, SSLContext context) throws IOException {
        return (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    }

    /**
     * The certificate of a web server as a browser would see it.
     *
     * @param trust what it must come from; null for the authorities that this machine knows
     * @param soon how long before its end it is worth a note
     */
    Finding certificate(int port, @Nullable SSLContext trust, Instant now, Duration soon) {
        try (Socket plain = connect(port); SSLSocket secure = wrap(plain, port, trust == null ? SSLContext.getDefault() : trust)) {
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            X509Certificate certificate = (X509Certificate) secure.getSession().getPeerCertificates()[0];
            Duration left = Duration.between(now, certificate.getNotAfter().toInstant());
            String found = "valid for " + left.toDays() + " more days" + (trust == null ? "" : ", from this system's own authority");
            return left.compareTo(soon) > 0
                    ? Finding.ok("certificate", found)
                    : Finding.note("certificate", found, "Renew it; when it has ended, no browser and no phone connects.");
        } catch (SSLException e) {
            return Finding.wrong("certificate", "browsers refuse it: " + e.getMessage(),
                    "Use one from a public authority for " + host + ", or install this system's own authority on each phone.");
        } catch (IOException e) {
            return Finding.wrong("certificate", "port " + port + ": " + why(e), "See the line 'portal'.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no default TLS", e);
        }
    }

    /** Asks the RTSP server what it can do (RFC 2326 §10.1); needs no credentials. */
    Finding rtsp(int port) {
        try (Socket socket = connect(port)) {
            socket.getOutputStream()
                    .write(("OPTIONS rtsp://" + host + ":" + port + "/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: vedette-doctor\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(new InputStreamReader(new Limited(socket.getInputStream()), StandardCharsets.US_ASCII)).readLine();
            return line != null && line.startsWith("RTSP/")
                    ? Finding.ok("rtsp", "port " + port + " answers " + line.substring(0, Math.min(line.length(), 60)))
                    : Finding.wrong("rtsp", "what answers on port " + port + " is no RTSP", "Another program holds the port.");
        } catch (IOException e) {
            return closed("rtsp", port, e, "Players and recorders use it.");
        }
    }

    /** The body of an answer of 200, over TLS with any certificate: what is fetched must prove itself. */
    String https(int port, String path) throws IOException {
        try (Socket plain = connect(port); SSLSocket secure = wrap(plain, port, anyCertificate())) {
            secure.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(new Limited(secure.getInputStream()).readAllBytes(), StandardCharsets.UTF_8);
            int body = answer.indexOf("\r\n\r\n");
            if (!answer.startsWith("HTTP/1.1 200") || body < 0) {
                throw new IOException("it answers " + answer.lines().findFirst().orElse("nothing"));
            }
            return answer.substring(body + 4);
        }
    }

    private static SSLContext anyCertificate() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, RANDOM);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no TLS", e);
        }
    }

    /** Lets every certificate pass: nothing secret is sent, and what comes back is checked by its signature or not at all. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("No clients here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            // See the class comment.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** Ends after {@link #ANSWER_MAX} bytes whatever the server sends. */
    private static final class Limited extends java.io.FilterInputStream {
        private int left = ANSWER_MAX;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            return left-- > 0 ? super.read() : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left <= 0) {
                return -1;
            }
            int n = super.read(bytes, offset, Math.min(length, left));
            left -= Math.max(n, 0);
            return n;
        }
    }
}

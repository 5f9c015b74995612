package vedette.device.netty;

import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import vedette.device.TlsTrust;

/**
 * Judges TLS servers as {@link TlsTrust} says. Certificate dates are judged by the device's own clock, since the host's may be years off on a
 * board without battery; the name is checked against the subject alternative names (RFC 9525 §6), also for IP addresses.
 */
final class DeviceTrustManager extends X509ExtendedTrustManager {
    private static final int SAN_DNS = 2;
    private static final int SAN_IP = 7;
    private static final String EKU_SERVER = "1.3.6.1.5.5.7.3.1";

    private final TlsTrust trust;

    DeviceTrustManager(TlsTrust trust) {
        this.trust = trust;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (trust instanceof TlsTrust.Authorities authorities) {
            checkChain(chain, authorities);
            checkName(chain[0], engine.getPeerHost());
        }
    }

    private static void checkChain(X509Certificate[] chain, TlsTrust.Authorities authorities)
            throws CertificateException {
        Set<TrustAnchor> anchors = authorities.authorities().stream()
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
        if (anchors.isEmpty()) {
            throw new CertificateException(
                    "No TLS authority is known (tls_ca_pem), so no server can be trusted");
        }
        List<X509Certificate> path = Arrays.stream(chain)
                .filter(certificate -> !authorities.authorities().contains(certificate))
                .toList();
        try {
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(authorities.clock().now()));
            CertPath certPath = CertificateFactory.getInstance("X.509").generateCertPath(path);
            CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(
                    "The server's certificate does not lead to a known authority: " + e.getMessage(), e);
        }
        List<String> usages = chain[0].getExtendedKeyUsage();
        if (usages != null && !usages.contains(EKU_SERVER)) {
            throw new CertificateException("The server's certificate is not made for TLS servers");
        }
    }

    private static void checkName(X509Certificate certificate, String host) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            for (List<?> name : names) {
                if (matches(name, host)) {
                    return;
                }
            }
        }
        throw new CertificateParsingException(
                "The server's certificate is not made for " + host + ", only for " + names);
    }

    private static boolean matches(List<?> name, String host) {
        if (!(name.get(1) instanceof String value)) {
            return false;
        }
        if (name.getFirst().equals(SAN_DNS)) {
            int dot = host.indexOf('.');
            return value.equalsIgnoreCase(host)
                    || (value.startsWith("*.") && dot > 0 && value.substring(1).equalsIgnoreCase(host.substring(dot)));
        }
        return name.getFirst().equals(SAN_IP) && isAddress(host) && sameAddress(value, host);
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static boolean sameAddress(String a, String b) {
        try {
            return InetAddress.getByName(a).equals(InetAddress.getByName(b));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("Only TLS engines with a known peer are judged");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        if (!(socket instanceof SSLSocket secured)) {
            checkServerTrusted(chain, authType);
        } else if (trust instanceof TlsTrust.Authorities authorities) {
            checkChain(chain, authorities);
            checkName(chain[0], secured.getHandshakeSession().getPeerHost());
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("A device is never a TLS server here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}

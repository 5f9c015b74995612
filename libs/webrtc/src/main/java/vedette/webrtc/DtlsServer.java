package vedette.webrtc;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** The passive side of DTLS-SRTP, for viewers that offer {@code a=setup:active} (RFC 5763 §5), DTLS 1.2. */
final class DtlsServer extends DefaultTlsServer {
    private final DtlsPeer peer;
    private @Nullable SrtpProfile profile;

    DtlsServer(DtlsPeer peer) {
        super(peer.crypto());
        this.peer = peer;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return DtlsPeer.CIPHER_SUITES.clone();
    }

    @Override
    public int getHandshakeTimeoutMillis() {
        return DtlsPeer.HANDSHAKE_TIMEOUT_MILLIS;
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        return DtlsPeer.RESEND_MILLIS;
    }

    @Override
    @SuppressWarnings("rawtypes") // Bouncy Castle's signature.
    public void processClientExtensions(Hashtable extensions) throws IOException {
        super.processClientExtensions(extensions);
        UseSRTPData offered = TlsSRTPUtils.getUseSRTPExtension(extensions);
        profile = offered == null
                ? null
                : SrtpProfile.choose(offered.getProtectionProfiles()).orElse(null);
        if (profile == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "the viewer offered no known SRTP profile");
        }
    }

    @Override
    @SuppressWarnings("unchecked") // Bouncy Castle's raw Hashtable holds Integer → byte[].
    public Hashtable<Integer, byte[]> getServerExtensions() throws IOException {
        Hashtable<Integer, byte[]> extensions = super.getServerExtensions();
        if (profile != null) {
            TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(new int[] {profile.id()}, new byte[0]));
        }
        return extensions;
    }

    /** Without this request the browser would show no certificate, and there would be nothing to check. */
    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(
                new short[] {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign},
                TlsUtils.getDefaultSupportedSignatureAlgorithms(context),
                null);
    }

    @Override
    public void notifyClientCertificate(Certificate certificate) throws IOException {
        peer.check(certificate);
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return peer.credentials(context);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        if (profile == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "the viewer offered no SRTP");
        }
        peer.export(context, profile);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        peer.alert(description);
    }
}

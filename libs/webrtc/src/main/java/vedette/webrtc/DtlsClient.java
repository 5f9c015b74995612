package vedette.webrtc;

import java.io.IOException;
import java.util.Hashtable;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** The active side of DTLS-SRTP ({@code a=setup:active}, RFC 5763 §5), DTLS 1.2. */
final class DtlsClient extends DefaultTlsClient {
    private static final byte[] NO_MKI = new byte[0];

    private final DtlsPeer peer;
    private @Nullable SrtpProfile profile;

    DtlsClient(DtlsPeer peer) {
        super(peer.crypto());
        this.peer = peer;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.DTLSv12.only();
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return DtlsPeer.CIPHER_SUITES_CLIENT.clone();
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
    @SuppressWarnings("unchecked") // Bouncy Castle's raw Hashtable holds Integer → byte[].
    public Hashtable<Integer, byte[]> getClientExtensions() throws IOException {
        Hashtable<Integer, byte[]> extensions = super.getClientExtensions();
        TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(SrtpProfile.ids(), NO_MKI));
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes") // Bouncy Castle's signature.
    public void processServerExtensions(Hashtable extensions) throws IOException {
        UseSRTPData chosen = TlsSRTPUtils.getUseSRTPExtension(extensions);
        if (chosen == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "the viewer chose no SRTP profile");
        }
        profile = SrtpProfile.choose(chosen.getProtectionProfiles())
                .orElseThrow(() -> new TlsFatalAlert(AlertDescription.illegal_parameter));
        super.processServerExtensions(extensions);
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new TlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate certificate) throws IOException {
                peer.check(certificate.getCertificate());
            }

            @Override
            public TlsCredentials getClientCredentials(CertificateRequest request) throws IOException {
                return peer.credentials(context);
            }
        };
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        if (profile == null) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "the viewer chose no SRTP profile");
        }
        peer.export(context, profile);
    }

    @Override
    public void notifyAlertReceived(short level, short description) {
        peer.alert(description);
    }
}

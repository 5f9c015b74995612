package vedette.webrtc;

import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;

/** What the DTLS client and server of a session have in common: certificate check, credentials, key export. */
final class DtlsPeer {
    /** All browsers have P-256 certificates by default; RSA ones are accepted from the viewer too. */
    static final int[] CIPHER_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
    };

    static final int[] CIPHER_SUITES_CLIENT = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
    };

    /** The whole handshake, ms. */
    static final int HANDSHAKE_TIMEOUT_MILLIS = 20_000;

    /** First repetition of a lost flight, ms: a tenth of the default, as the path is known to work. */
    static final int RESEND_MILLIS = 150;

    private final JcaTlsCrypto crypto;
    private final DtlsIdentity identity;
    private final Fingerprint expected;
    private final DtlsEvents events;

    DtlsPeer(JcaTlsCrypto crypto, DtlsIdentity identity, Fingerprint expected, DtlsEvents events) {
        this.crypto = crypto;
        this.identity = identity;
        this.expected = expected;
        this.events = events;
    }

    JcaTlsCrypto crypto() {
        return crypto;
    }

    DtlsEvents events() {
        return events;
    }

    /** Refuses every certificate but the promised one (RFC 5763 §5); chain and dates mean nothing here. */
    void check(Certificate shown) throws IOException {
        if (shown.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "the viewer showed no certificate");
        }
        Fingerprint found = Fingerprint.ofCertificate(shown.getCertificateAt(0).getEncoded());
        if (!found.equals(expected)) {
            events.wrongCertificate(expected, found);
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "the viewer showed another certificate");
        }
    }

    TlsCredentialedSigner credentials(TlsContext context) throws IOException {
        Certificate chain =
                new Certificate(new TlsCertificate[] {crypto.createCertificate(identity.encoded())});
        return new JcaDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto,
                identity.privateKey(),
                chain,
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    /** Exports the keys; only possible while the handshake completes, as the secrets are cleared after it. */
    void export(TlsContext context, SrtpProfile profile) {
        byte[] material =
                context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, SrtpKeys.materialLength(profile));
        events.keys(SrtpKeys.cut(profile, material, !context.isServer()));
    }

    void alert(short description) {
        if (description == AlertDescription.close_notify) {
            events.closedByViewer();
        }
    }
}

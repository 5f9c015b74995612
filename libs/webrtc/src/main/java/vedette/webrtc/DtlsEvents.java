package vedette.webrtc;

/** What the DTLS association tells the session; called on the DTLS thread. */
interface DtlsEvents {
    /** The handshake is complete and the certificate is the right one. */
    void keys(SrtpKeys keys);

    /** The viewer showed another certificate than the token was issued for. */
    void wrongCertificate(Fingerprint expected, Fingerprint found);

    /** The viewer said goodbye (close_notify). */
    void closedByViewer();
}

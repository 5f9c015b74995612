import { fingerprintOf } from './sdp';

/** The viewer's DTLS identity: one ECDSA certificate per page, made before the first click so that no picture waits for it. */
export interface ViewerCertificate {
  certificate: RTCCertificate;
  fingerprint: string;
}

let prepared: Promise<ViewerCertificate> | null = null;

/** The certificate of this page, made at the first call; call it early. Made anew when it has less than a day left. */
export async function viewerCertificate(): Promise<ViewerCertificate> {
  prepared ??= make();
  try {
    const ready = await prepared;
    if (ready.certificate.expires - Date.now() > 86_400_000) return ready;
  } catch (error) {
    prepared = null;
    throw error;
  }
  prepared = make();
  return prepared;
}

async function make(): Promise<ViewerCertificate> {
  const certificate = await RTCPeerConnection.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' } as EcKeyGenParams);
  return { certificate, fingerprint: await fingerprint(certificate) };
}

async function fingerprint(certificate: RTCCertificate): Promise<string> {
  const own = certificate.getFingerprints?.().find((print) => print.algorithm === 'sha-256')?.value;
  if (own) return own.toUpperCase();
  // Firefox has no getFingerprints: an offer made with the certificate shows it.
  const connection = new RTCPeerConnection({ certificates: [certificate] });
  try {
    connection.createDataChannel('fingerprint');
    const found = fingerprintOf((await connection.createOffer()).sdp ?? '');
    if (!found) throw new Error('this browser does not show the fingerprint of its certificate');
    return found;
  } finally {
    connection.close();
  }
}

import { fromB64u, toB64u } from './bytes';
import { localProblem, ProblemError } from '../api/problem';

/** What the device signs to show that it, and nobody on the way, holds the media connection. */
export interface MediaProof {
  nonce: string;
  device_fingerprint: string;
  ice_ufrag: string;
  signature: string;
}

export interface ProofContext {
  sessionId: string;
  deviceId: string;
  viewerFingerprint: string;
  nonce: string;
  /** base64url DER of the device's public key. */
  deviceSpki: string;
}

/** The text that the device signs: purpose, session, device, both certificates, its ICE fragment, the nonce of the play request. */
export function proofText(context: ProofContext, proof: Pick<MediaProof, 'device_fingerprint' | 'ice_ufrag'>): string {
  return [
    'vedette-media-v1',
    context.sessionId,
    context.deviceId,
    context.viewerFingerprint,
    proof.device_fingerprint,
    proof.ice_ufrag,
    context.nonce,
  ].join('\n');
}

export async function spkiPin(deviceSpki: string): Promise<string> {
  return toB64u(new Uint8Array(await crypto.subtle.digest('SHA-256', fromB64u(deviceSpki))));
}

/**
 * Checks the proof (ECDSA P-256 with SHA-256, signature r‖s) and returns the one fingerprint that may be trusted; throws `proof-invalid`.
 * `answerUfrag` is the fragment in the answer itself: a proof for another answer proves nothing.
 */
export async function provenFingerprint(context: ProofContext, proof: MediaProof | undefined, answerUfrag: string | null): Promise<string> {
  const fail = (detail: string): ProblemError => new ProblemError(localProblem('proof-invalid', detail));
  if (!proof) throw fail('The answer carries no proof.');
  if (proof.nonce !== context.nonce) throw fail('The proof answers another request.');
  if (proof.ice_ufrag !== answerUfrag) throw fail('The proof belongs to another answer.');
  const fingerprint = proof.device_fingerprint.toUpperCase();
  if (fingerprint !== proof.device_fingerprint || !/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(fingerprint)) throw fail('The fingerprint is malformed.');
  let genuine: boolean;
  try {
    const key = await crypto.subtle.importKey('spki', fromB64u(context.deviceSpki), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    const text = new TextEncoder().encode(proofText(context, proof));
    genuine = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, fromB64u(proof.signature), text);
  } catch {
    throw fail('The key or the signature is malformed.');
  }
  if (!genuine) throw fail('The signature is not by the camera’s key.');
  return fingerprint;
}

const FORMAT = /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/;

/** The SHA-256 fingerprint of a session description (RFC 8122 §5), upper case with colons, or null. */
export function fingerprintOf(sdp: string): string | null {
  const value = /^a=fingerprint:sha-256 +([0-9a-f:]+)\s*$/im.exec(sdp)?.[1]?.toUpperCase();
  return value !== undefined && FORMAT.test(value) ? value : null;
}

/** The ICE user name fragment (RFC 8839 §5.4) of the description, or null. */
export function ufragOf(sdp: string): string | null {
  return /^a=ice-ufrag:(\S+)\s*$/m.exec(sdp)?.[1] ?? null;
}

/**
 * The description with every fingerprint removed and the proven one written, once, at session level: whatever the network or a server put into the
 * answer, the browser talks DTLS with the holder of the proven certificate or with nobody.
 */
export function withProvenFingerprint(sdp: string, fingerprint: string): string {
  if (!FORMAT.test(fingerprint)) throw new Error('malformed fingerprint');
  const lines = sdp.split(/\r?\n/).filter((line) => line !== '' && !/^a=fingerprint:/i.test(line));
  const media = lines.findIndex((line) => line.startsWith('m='));
  if (media < 0) throw new Error('answer without media');
  lines.splice(media, 0, `a=fingerprint:sha-256 ${fingerprint}`);
  return lines.join('\r\n') + '\r\n';
}

import { describe, expect, it } from 'vitest';
import { ProblemError } from '../api/problem';
import { toB64u } from './bytes';
import { checkPin, readPin, writePin, type PinStore } from './pins';
import { proofText, provenFingerprint, spkiPin, type MediaProof, type ProofContext } from './proof';
import { fingerprintOf, ufragOf, withProvenFingerprint } from './sdp';

const print = (first: string): string => [first, ...Array<string>(31).fill('0F')].join(':');

async function device() {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const spki = toB64u(new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey)));
  const context: ProofContext = { sessionId: 'ses_1', deviceId: 'dev_1', viewerFingerprint: print('AA'), nonce: 'bm9uY2U', deviceSpki: spki };
  const sign = async (fields: Partial<MediaProof> = {}, signed: ProofContext = context): Promise<MediaProof> => {
    const proof = { nonce: signed.nonce, device_fingerprint: print('BB'), ice_ufrag: 'ufr1', signature: '', ...fields };
    const bytes = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, keys.privateKey, new TextEncoder().encode(proofText(signed, proof)));
    return { ...proof, signature: toB64u(new Uint8Array(bytes)) };
  };
  return { context, sign };
}

const refused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
  throw new Error('was accepted');
};

describe('media proof', () => {
  it('returns the signed fingerprint', async () => {
    const { context, sign } = await device();
    expect(await provenFingerprint(context, await sign(), 'ufr1')).toBe(print('BB'));
  });

  it('is over the text of the specification', async () => {
    const { context } = await device();
    expect(proofText(context, { device_fingerprint: 'D', ice_ufrag: 'U' })).toBe(`vedette-media-v1\nses_1\ndev_1\n${print('AA')}\nD\nU\nbm9uY2U`);
  });

  it('refuses whatever was changed on the way', async () => {
    const { context, sign } = await device();
    const proof = await sign();
    const other = await device();
    const cases: [ProofContext, MediaProof | undefined, string | null][] = [
      [context, undefined, 'ufr1'],
      [context, { ...proof, device_fingerprint: print('CC') }, 'ufr1'],
      [context, { ...proof, ice_ufrag: 'ufr2' }, 'ufr2'],
      [context, proof, 'ufr2'],
      [context, proof, null],
      [{ ...context, nonce: 'b3RoZXI' }, proof, 'ufr1'],
      [{ ...context, nonce: 'b3RoZXI' }, { ...proof, nonce: 'b3RoZXI' }, 'ufr1'],
      [{ ...context, sessionId: 'ses_2' }, proof, 'ufr1'],
      [{ ...context, deviceId: 'dev_2' }, proof, 'ufr1'],
      [{ ...context, viewerFingerprint: print('CC') }, proof, 'ufr1'],
      [{ ...context, deviceSpki: other.context.deviceSpki }, proof, 'ufr1'],
      [{ ...context, deviceSpki: 'AAAA' }, proof, 'ufr1'],
      [context, { ...proof, signature: proof.signature.slice(0, -4) }, 'ufr1'],
      [context, { ...proof, signature: '!' }, 'ufr1'],
      [context, await sign({ device_fingerprint: print('BB').toLowerCase() }), 'ufr1'],
      [context, await sign({ device_fingerprint: `${print('BB')}\r\na=x` }), 'ufr1'],
    ];
    for (const [given, changed, ufrag] of cases) expect(await refused(provenFingerprint(given, changed, ufrag))).toBe('proof-invalid');
  });
});

describe('key pins', () => {
  const store = (): PinStore => {
    const map = new Map<string, string>();
    return { getItem: (k) => map.get(k) ?? null, setItem: (k, v) => void map.set(k, v), removeItem: (k) => void map.delete(k) };
  };

  it('remembers the first key and stops on another', async () => {
    const pins = store();
    const first = await spkiPin((await device()).context.deviceSpki);
    const second = await spkiPin((await device()).context.deviceSpki);
    expect(checkPin(pins, 'dev_1', first)).toBe('platform');
    expect(checkPin(pins, 'dev_1', first)).toBe('platform');
    expect(await refused(Promise.resolve().then(() => checkPin(pins, 'dev_1', second)))).toBe('device-key-changed');
    expect(readPin(pins, 'dev_1')?.pin).toBe(first);
    expect(checkPin(pins, 'dev_2', second)).toBe('platform');
  });

  it('knows a key from its label, also against the platform', async () => {
    const pins = store();
    const label = 'A'.repeat(43);
    writePin(pins, 'dev_1', { pin: label, trust: 'label' });
    expect(checkPin(pins, 'dev_1', label)).toBe('label');
    expect(await refused(Promise.resolve().then(() => checkPin(pins, 'dev_1', 'B'.repeat(43))))).toBe('device-key-changed');
  });
});

describe('answer', () => {
  const answer = [
    'v=0',
    'o=- 1 1 IN IP4 0.0.0.0',
    's=-',
    't=0 0',
    `a=fingerprint:sha-256 ${print('EE')}`,
    'm=video 9 UDP/TLS/RTP/SAVPF 96',
    'a=ice-ufrag:ufr1',
    `a=fingerprint:sha-256 ${print('EF')}`,
    `A=Fingerprint:sha-1 00`,
    'a=mid:0',
    '',
  ].join('\r\n');

  it('keeps one fingerprint, the proven one, before the media', () => {
    const out = withProvenFingerprint(answer, print('BB'));
    expect(out.match(/fingerprint/gi)).toHaveLength(1);
    expect(out.indexOf(print('BB'))).toBeLessThan(out.indexOf('m=video'));
    expect(out).toContain('a=mid:0\r\n');
    expect(fingerprintOf(out)).toBe(print('BB'));
  });

  it('takes nothing but a fingerprint', () => {
    expect(() => withProvenFingerprint(answer, `${print('BB')}\r\na=candidate:x`)).toThrow();
    expect(() => withProvenFingerprint('v=0\r\n', print('BB'))).toThrow();
  });

  it('has a readable ICE fragment', () => {
    expect(ufragOf(answer)).toBe('ufr1');
    expect(ufragOf('v=0\r\n')).toBeNull();
  });
});

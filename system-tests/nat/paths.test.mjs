// Which path a picture takes between which networks, told by the bytes that the MTU has carried.
import test from 'node:test';
import assert from 'node:assert/strict';
import { covers } from '../browser/lib.mjs';
import { place, watchAndCount } from './stage.mjs';

const KINDS = ['open', 'cone', 'full-cone', 'symmetric', 'udp-blocked'];

/** What theory says: a hole can be punched when one side lets anybody in, or when both keep their ports. */
function punches(one, other) {
  if ([one, other].some((kind) => kind === 'udp-blocked' || kind === 'only-443')) return false;
  return [one, other].some((kind) => kind === 'open' || kind === 'full-cone') || (one === 'cone' && other === 'cone');
}

// The first packet of the DTLS handshake may be sent while the hole is not open yet. It counts as media by its first byte (RFC 7983); no
// picture fits in it.
const HELLO_BYTES = 500;

const CASES = [
  { device: 'cone', viewer: 'same LAN', direct: true },
  ...KINDS.flatMap((device) => KINDS.map((viewer) => ({ device, viewer, direct: punches(device, viewer) }))),
  { device: 'cone', viewer: 'only-443', direct: false },
  { device: 'only-443', viewer: 'cone', direct: false },
  { device: 'only-443', viewer: 'only-443', direct: false },
];

for (const { device, viewer, direct } of CASES) {
  test(`camera ${device}, viewer ${viewer}: ${direct ? 'direct' : 'relayed'}`, covers("H6264-1", "H6264-3.2.2", "H6264-6.1.2", "H6264-6.1.3-b",
    "H6264-7-e", "H6264-7.3-a", "PAT-Order"), async () => {
    const { where, camera } = await place({ device, viewer });
    let { relayed, distributed } = await watchAndCount(where, camera);
    if (direct) {
      // The camera waits a second for a hole, the portal a second and a half for a picture, before the MTU helps out. On a busy machine the
      // first look may be slower than that; the second is not.
      if (relayed > HELLO_BYTES || distributed > 0) ({ relayed, distributed } = await watchAndCount(where, camera));
      assert.ok(relayed <= HELLO_BYTES && distributed === 0, `the MTU carried no media; it relayed ${relayed} bytes and distributed ${distributed}`);
    } else {
      assert.ok(relayed > 20_000, `the MTU relayed ${relayed} bytes of media, distributed ${distributed}`);
    }
  });
}

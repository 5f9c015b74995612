// Which path a picture takes between which networks, told by the bytes that the MTU has carried.
import test from 'node:test';
import assert from 'node:assert/strict';
import { covers } from '../browser/lib.mjs';
import { place, watchAndCount } from './stage.mjs';

const CASES = [
  { device: 'cone', viewer: 'same LAN', direct: true },
  ...['open', 'cone', 'full-cone', 'symmetric'].map((viewer) => ({ device: 'open', viewer, direct: true })),
];

for (const { device, viewer, direct } of CASES) {
  test(`camera ${device}, viewer ${viewer}: ${direct ? 'direct' : 'relayed'}`, covers("H6264-1", "H6264-3.2.2", "H6264-7-e"), async () => {
    const { where, camera } = await place({ device, viewer });
    const { relayed, distributed } = await watchAndCount(where, camera);
    if (direct) {
      assert.deepEqual({ relayed, distributed }, { relayed: 0, distributed: 0 }, 'the MTU carried no media');
    } else {
      assert.ok(relayed > 20_000, `the MTU relayed ${relayed} bytes of media, distributed ${distributed}`);
    }
  });
}

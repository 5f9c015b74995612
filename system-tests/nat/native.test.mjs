// A native viewer that cannot reach the camera gets its rtsp:// from the MTU (register 11.3).
import test from 'node:test';
import assert from 'node:assert/strict';
import { api, covers, newId, refusal } from '../browser/lib.mjs';
import { CIF, assertEachRises, decode, withCredentials } from '../browser/ffmpeg.mjs';
import { assertFlow } from '../browser/flows.mjs';
import { carried, relayed } from './network.mjs';
import { devices, me, place, quiet } from './stage.mjs';

async function play(camera) {
  return me.post('/cmu/v1/play-requests', { device_id: devices[camera].device_id, channel: 1, stream: 'main', transport: 'rtsp', capabilities: CIF },
    { 'Vedette-Flow': `flow=8.4; id=${newId('flw')}; step=S1` });
}

/** Asks for the way over the MTU, as a native viewer does once the camera's own address has not answered. */
async function relay(session, flow = newId('flw')) {
  const grant = await api('POST', '/scu/v1/relay-requests',
    { session_id: session.session_id, token: session.token, reason: 'the camera does not answer', want: 'rtsp' },
    { 'Vedette-Flow': `flow=11.3; id=${flow}; step=R01` });
  return { ...grant, flow };
}

// What the MTU distributes is one stream for all viewers, hence the camera's own format.
const DISTRIBUTED = { width: 1280, height: 720 };
const via = (where) => ['ip', 'netns', 'exec', where];

for (const { device, viewer } of [{ device: 'cone', viewer: 'cone' }, { device: 'symmetric', viewer: 'symmetric' },
  { device: 'udp-blocked', viewer: 'udp-blocked' }, { device: 'only-443', viewer: 'open' }]) {
  test(`ffmpeg behind ${viewer} sees a camera behind ${device} by way of the MTU`,
    covers("H6264-3.2.2", "H6264-7.3-a", "H6264-8.4-R", "IF-Cd", "IF-Mc", "IF-Dm", "IF-Sd", "IF-Cs"), async () => {
      const { where, camera } = await place({ device, viewer });
      const before = await carried();
      // The camera's uplink stays for a few seconds; another viewer then needs no R04, R05 and R09.
      const fresh = (await relayed()).uplinks === 0;
      const session = await play(camera);
      const grant = await relay(session);
      assertEachRises(await decode(withCredentials(session, { url: grant.urls.rtsp }), { frames: 25, via: via(where), ...DISTRIBUTED }));
      const after = await carried();
      assert.ok(after.distributed - before.distributed > 20_000, `the MTU distributed ${after.distributed - before.distributed} bytes`);
      assert.equal(after.relayed, before.relayed, 'nothing went by TURN');
      if (fresh) await assertFlow(me, grant.flow, '11.3', { nativeViewer: true });
    });
}

test('ffmpeg in the camera\'s own network takes no detour', covers("H6264-1", "H6264-7-e", "IF-Pc"), async () => {
  await place({ device: 'cone', viewer: 'same LAN' });
  await quiet();
  const before = await carried();
  assertEachRises(await decode(withCredentials(await play('camera')), { frames: 25, via: via('sister') }));
  assert.deepEqual(await carried(), before);
});

test('without a token nothing is relayed', covers("H6264-8.4-R"), async () => {
  const session = await play('camera');
  const refused = await refusal(() => relay({ session_id: session.session_id, token: 'A'.repeat(43) }));
  assert.ok([401, 403, 404].includes(refused.status), `${refused.status} ${refused.code}`);
});

// What a relayed session is made of: ciphertext only at the MTU, and a trace that says who asked whom.
import test from 'node:test';
import assert from 'node:assert/strict';
import { api, covers, eventually, newId, watch } from '../browser/lib.mjs';
import { CIF, decode, withCredentials } from '../browser/ffmpeg.mjs';
import { assertFlow } from '../browser/flows.mjs';
import { capture, carried, lab, on } from './network.mjs';
import { assertRising, devices, looking, me, place } from './stage.mjs';

/** The camera's sequence parameter set (ITU-T H.264 §7.3.2.1) at a size, read in the camera's own network. */
async function parameterSet(width_max, height_max, kbps_max) {
  const session = await me.post('/cmu/v1/play-requests', { device_id: devices.camera.device_id, channel: 1, stream: 'main', transport: 'rtsp',
    capabilities: { ...CIF, width_max, height_max, kbps_max } });
  const { stdout } = await on('sister', 'ffmpeg', ['-v', 'error', '-rtsp_transport', 'tcp', '-i', withCredentials(session), '-an', '-frames:v', '1',
    '-c', 'copy', '-f', 'h264', '-'], { encoding: 'buffer', timeout: 30_000 });
  const start = stdout.findIndex((_, i) => stdout[i] === 0 && stdout[i + 1] === 0 && stdout[i + 2] === 1 && (stdout[i + 3] & 31) === 7) + 3;
  return stdout.subarray(start, start + 8);
}

test('what the MTU relays cannot be read there', covers("H6264-3.2.2", "H6264-8.4-R", "IF-Pd"), async () => {
  await place({ device: 'symmetric', viewer: 'symmetric' });
  const known = [];
  for (const format of [[352, 288, 800], [704, 576, 1500], [1280, 720, 2500]]) known.push(await parameterSet(...format));
  assert.ok(known.every((sps) => (sps[0] & 31) === 7));
  const plain = (frames) => known.some((sps) => frames.includes(sps));

  const before = await carried();
  const network = await capture();
  const relayed = await looking('viewer', 'camera', async (page) => {
    assertRising(await watch(page, { frames: 25, ms: 40_000 }));
    return (await carried()).relayed - before.relayed;
  });
  const frames = await network.stop();
  assert.ok(relayed > 20_000 && frames.length > relayed, `${frames.length} bytes captured, ${relayed} of media relayed`);
  assert.equal(plain(frames), false, 'no parameter set of the camera in plain');

  // The same search finds it where the MTU may read: in what it distributes.
  const session = await me.post('/cmu/v1/play-requests',
    { device_id: devices.camera.device_id, channel: 1, stream: 'main', transport: 'rtsp', capabilities: CIF });
  const grant = await api('POST', '/scu/v1/relay-requests', { session_id: session.session_id, token: session.token, reason: 'test', want: 'rtsp' },
    { 'Vedette-Flow': `flow=11.3; id=${newId('flw')}; step=R01` });
  const again = await capture();
  await decode(withCredentials(session, { url: grant.urls.rtsp }), { frames: 10, via: ['ip', 'netns', 'exec', 'viewer'], width: 1280, height: 720 });
  assert.ok(plain(await again.stop()), 'the parameter set is seen in a distributed stream');
});

test('a relayed play leaves its trace, 8.4 and 11.3b', covers("H6264-8.4-R", "IF-Sd", "IF-Mp"), async () => {
  await place({ device: 'symmetric', viewer: 'symmetric' });
  await looking('viewer', 'camera', async (page, play) => {
    await watch(page, { frames: 5 });
    await assertFlow(me, play.flow_id, '8.4');
    const flow = await eventually('the flow 11.3b of this session', async () =>
      (await me.get(`/cmu/v1/flows?flow=11.3b&device_id=${devices.camera.device_id}`)).items[0]);
    await assertFlow(me, flow.flow_id, '11.3b');
  });
});

test('the camera asks for its outer address and tells the platform, which sees it change', covers("H6264-8.3-S1", "H6264-8.3-S2", "H6264-8.3-S3",
  "H6264-8.3-S4", "H6264-8.3-S5", "H6264-8.3-S6", "H6264-8.3-S7"), async () => {
  const network = () => me.get(`/cmu/v1/devices/${devices.camera.device_id}`).then((d) => d.network);
  const known = await eventually('an outer address', async () => (await network())?.nat_addr);
  assert.match(known, /^203\.0\.113\.21:\d+$/);
  assert.match((await network()).local_addrs.join(), /10\.10\.1\.2/);
  await lab('move nat-a 203.0.113.121');
  await eventually('the new outer address', async () => (await network()).nat_addr.startsWith('203.0.113.121:'), 60_000);
  const flow = await eventually('its flow 8.3', async () =>
    (await me.get(`/cmu/v1/flows?flow=8.3&device_id=${devices.camera.device_id}`)).items[0]);
  await assertFlow(me, flow.flow_id, '8.3');
  await lab('move nat-a 203.0.113.21');
  await eventually('the old outer address', async () => (await network()).nat_addr.startsWith('203.0.113.21:'), 60_000);
});

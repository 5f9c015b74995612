// Native viewers: rtsp:// straight to the camera, by ffmpeg and by hand.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { control, covers, demoUser, eventually, newId, refusal, slices } from './lib.mjs';
import { CIF, assertEachRises, decode, withCredentials } from './ffmpeg.mjs';
import { RtspConnection, digest } from './rtsp.mjs';
import { assertFlow } from './flows.mjs';

const run = promisify(execFile);
const me = await demoUser();
const cameras = (await eventually('two cameras online', async () => {
  const list = (await me.get('/cmu/v1/devices')).items.filter((d) => d.status !== 'offline');
  return list.length >= 2 && list;
}));
const [camera, other] = cameras;

async function play(device = camera, changes = {}) {
  const flow = newId('flw');
  return me.post('/cmu/v1/play-requests', { device_id: device.device_id, channel: 1, stream: 'main', transport: 'rtsp', capabilities: CIF, ...changes },
    { 'Vedette-Flow': `flow=8.4; id=${flow}; step=S1` });
}

for (const transport of ['tcp', 'udp']) {
  test(`ffmpeg decodes the camera's rtsp:// over ${transport}, timecodes rise`,
    covers("H6264-6.3.1-3", "H6264-6.3.2-1a", "H6264-8.4-S10", "H6264-7-f", "IF-Pc", "IF-Pc'"), async () => {
      const session = await play();
      const codes = await decode(withCredentials(session), { transport, frames: 60 });
      assertEachRises(codes);
      await assertFlow(me, session.flow_id, '8.4', { nativeViewer: true });
    });
}

test('an RTSP 2.0 dialogue passes and is answered in 2.0', covers("H6264-2", "AMB-48", "AMB-25"), async () => {
  const session = await play();
  const rtsp = await RtspConnection.open(session.rtsp_url, '2.0');
  const bearer = { Authorization: `Bearer ${session.token}` };
  const options = await rtsp.send('OPTIONS');
  assert.equal(options.code, 200);
  assert.equal(options.version, '2.0');
  const describe = await rtsp.send('DESCRIBE', session.rtsp_url, { Accept: 'application/sdp', ...bearer });
  assert.equal(describe.code, 200);
  assert.match(describe.body, /a=rtpmap:96 H264\/90000/);
  const track = describe.body.match(/m=video[\s\S]*?a=control:(\S+)/)[1];
  const url = track.includes('://') ? track : `${session.rtsp_url}/${track}`;
  const setup = await rtsp.send('SETUP', url, { Transport: 'RTP/AVP/TCP;unicast;interleaved=0-1', ...bearer });
  assert.equal(setup.code, 200);
  const id = setup.headers.session[0].split(';')[0];
  const playing = await rtsp.send('PLAY', session.rtsp_url, { Session: id, Range: 'npt=now-', ...bearer });
  assert.equal(playing.code, 200);
  await eventually('media bytes', () => rtsp.mediaBytes > 20_000);
  assert.equal((await rtsp.send('GET_PARAMETER', session.rtsp_url, { Session: id })).code, 200);
  assert.equal((await rtsp.send('TEARDOWN', session.rtsp_url, { Session: id })).code, 200);
  rtsp.close();
});

test('Digest is offered SHA-256 first and MD5 last; SHA-256 opens', covers("AMB-24"), async () => {
  const session = await play();
  const rtsp = await RtspConnection.open(session.rtsp_url);
  const refused = await rtsp.send('DESCRIBE', session.rtsp_url, { Accept: 'application/sdp' });
  assert.equal(refused.code, 401);
  const challenges = refused.headers['www-authenticate'].filter((c) => c.startsWith('Digest'));
  assert.match(challenges[0], /SHA-256/);
  assert.doesNotMatch(challenges.at(-1), /SHA-256/);
  const authorization = digest(challenges[0], { username: session.session_id, password: session.token, method: 'DESCRIBE', uri: session.rtsp_url });
  assert.equal((await rtsp.send('DESCRIBE', session.rtsp_url, { Accept: 'application/sdp', Authorization: authorization })).code, 200);
  rtsp.close();
});

async function refused(url, headers) {
  const rtsp = await RtspConnection.open(url);
  const answer = await rtsp.send('DESCRIBE', url, { Accept: 'application/sdp', ...headers });
  const media = rtsp.mediaBytes;
  rtsp.close();
  assert.equal(media, 0, 'no media byte');
  assert.equal(answer.body.includes('m=video'), false, 'no description');
  return answer.code;
}

test('no token, altered, replayed, other device, foreign path: refused, and others play on',
  covers("H6264-8.4-S4", "H6264-8.4-S7", "H6264-8.4-S10", "AMB-24"), async () => {
    const bystander = await play(other);
    const watching = decode(withCredentials(bystander), { frames: 100 });
    const session = await play();
    assert.equal(await refused(session.rtsp_url, {}), 401);
    const altered = session.token.slice(0, -2) + (session.token.endsWith('AA') ? 'BB' : 'AA');
    assert.ok([401, 403].includes(await refused(session.rtsp_url, { Authorization: `Bearer ${altered}` })));
    const elsewhere = other.device_id;
    const foreign = await play(other);
    assert.ok([401, 403].includes(await refused(session.rtsp_url, { Authorization: `Bearer ${foreign.token}` })), "another device's token");
    assert.ok([401, 403, 404].includes(await refused(session.rtsp_url.replace(camera.device_id, elsewhere), { Authorization: `Bearer ${session.token}` })));
    const first = await RtspConnection.open(session.rtsp_url);
    assert.equal((await first.send('DESCRIBE', session.rtsp_url, { Authorization: `Bearer ${session.token}` })).code, 200, 'the token itself opens');
    assert.ok([401, 403].includes(await refused(session.rtsp_url, { Authorization: `Bearer ${session.token}` })), 'replayed');
    first.close();
    assert.equal((await watching).length, 100);
  });

test('oversized and malformed requests are refused and the camera serves on', covers("GAP-09"), async () => {
  const session = await play();
  for (const junk of ['\0\0\0\0\r\n\r\n', `DESCRIBE ${session.rtsp_url} RTSP/1.0\r\nCSeq: 1\r\nX: ${'a'.repeat(200_000)}\r\n\r\n`, 'GET / HTTP/1.1\r\n\r\n',
    `OPTIONS ${session.rtsp_url} RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 99999999999\r\n\r\n`]) {
    const rtsp = await RtspConnection.open(session.rtsp_url);
    rtsp.raw(junk);
    await eventually('answered with an error or closed', () => rtsp.closed || rtsp.waiting.length === 0, 5000);
    rtsp.close();
  }
  assert.equal((await decode(withCredentials(session), { frames: 10 })).length, 10);
});

test('without capabilities no play session is made', covers("H6264-7-b"), async () => {
  const refusalOf = await refusal(() => play(camera, { capabilities: undefined }));
  assert.equal(refusalOf.status, 400);
});

test('an access key opens, and is refused once revoked', covers("AMB-24"), async () => {
  const key = await me.post(`/cmu/v1/devices/${camera.device_id}/access-keys`, { label: 'recorder in the hall' });
  const url = key.rtsp_url.replace(/rtsp:\/\/(.*@)?/, `rtsp://${key.key_id}:${key.secret}@`);
  await run('ffmpeg', ['-v', 'error', '-rtsp_transport', 'tcp', '-i', url, '-an', '-frames:v', '10', '-f', 'null', '-'], { timeout: 60_000 });
  await me.call('DELETE', `/cmu/v1/devices/${camera.device_id}/access-keys/${key.key_id}`);
  await assert.rejects(run('ffmpeg', ['-v', 'error', '-rtsp_transport', 'tcp', '-i', url, '-frames:v', '1', '-f', 'null', '-'], { timeout: 60_000 }), /401/);
});

test('what a viewer gets from a file is the file: access units equal, High profile included',
  covers("H6264-6.3.2-1a", "H6264-7.4-5"), async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vedette-file-'));
    const file = join(dir, 'high.h264');
    execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-t', '4', '-c:v', 'libx264', '-profile:v', 'high',
      '-bf', '0', '-g', '25', '-x264-params', 'scenecut=0', '-f', 'h264', file]);
    const added = await control('/cameras', { name: 'High profile file', source: file });
    const device = await eventually('the file camera online', async () =>
      (await me.get('/cmu/v1/devices?query=High')).items.find((d) => d.status !== 'offline' && d.name === added.name));
    const session = await play(device, { capabilities: { ...CIF, width_max: 1920, height_max: 1080, kbps_max: 20_000 } });
    const copy = join(dir, 'copy.h264');
    await run('ffmpeg', ['-v', 'error', '-rtsp_transport', 'tcp', '-i', withCredentials(session), '-an', '-t', '3', '-c', 'copy', '-f', 'h264', copy], { timeout: 60_000 });
    const source = slices(readFileSync(file));
    const got = slices(readFileSync(copy));
    assert.ok(got.length >= 50, `${got.length} slices`);
    const looped = source.concat(source);
    const start = looped.findIndex((nal) => nal.equals(got[0]));
    assert.ok(start >= 0, 'the first picture is one of the file');
    got.forEach((nal, i) => assert.ok(nal.equals(looped[(start + i) % source.length]), `slice ${i} equals the file's`));
    await control('/cameras/remove', { name: added.name });
  });

// A platform that lies: the SCU changes what it carries, the CMU hands out another key. No picture, and the viewer is told.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, createHash } from 'node:crypto';
import { api, covers, demoUser, eventually, launch, newId, openPage, refusal, signIn, watch } from './lib.mjs';

let browser; let me; let cameras;
before(async () => {
  browser = await launch();
  me = await demoUser();
  cameras = await eventually('two cameras online', async () => {
    const list = (await me.get('/cmu/v1/devices')).items.filter((d) => d.status !== 'offline');
    return list.length >= 2 && list;
  });
});
after(() => browser?.close());

const OTHER_FINGERPRINT = Array.from({ length: 32 }, (_, i) => (i + 1).toString(16).padStart(2, '0').toUpperCase()).join(':');
const b64u = (bytes) => Buffer.from(bytes).toString('base64url');
const swapFingerprint = (sdp) => sdp.replace(/a=fingerprint:sha-256 \S+/g, `a=fingerprint:sha-256 ${OTHER_FINGERPRINT}`);
const addFingerprint = (sdp) => sdp.replace(/(a=fingerprint:sha-256 \S+\r\n)/, `$1a=fingerprint:sha-256 ${OTHER_FINGERPRINT}\r\n`);

/** Opens the camera's page with an SCU in between that changes messages; returns the page. */
async function throughLyingScu({ toScu = (m) => m, toViewer = (m) => m, cmu } = {}) {
  const page = await openPage(browser);
  await signIn(page);
  await page.routeWebSocket(/\/scu\/v1\/signal/, (viewer) => {
    const scu = viewer.connectToServer();
    viewer.onMessage((m) => scu.send(JSON.stringify(toScu(JSON.parse(m)))));
    scu.onMessage((m) => viewer.send(JSON.stringify(toViewer(JSON.parse(m)))));
  });
  if (cmu) {
    await page.route('**/cmu/v1/play-requests', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: cmu(await response.json(), route.request().postDataJSON()) });
    });
  }
  await page.goto(new URL(`/cameras/${cameras[0].device_id}`, page.url()).href);
  return page;
}

async function noPicture(page, words) {
  await page.getByText(words).first().waitFor({ timeout: 20_000 });
  await assert.rejects(watch(page, { frames: 1, ms: 2500 }), 'no picture');
  await page.context().close();
}

test('the SCU swaps the fingerprint of the offer', covers("H6264-8.4-S7", "H6264-8.4-S10"), async () => {
  const page = await throughLyingScu({ toScu: (m) => (m.type === 'offer' ? { ...m, sdp: swapFingerprint(m.sdp) } : m) });
  await noPicture(page, /refused|did not accept|could not be verified|not verified/i);
});

test('the SCU adds a second fingerprint to the offer', covers("H6264-8.4-S10"), async () => {
  const page = await throughLyingScu({ toScu: (m) => (m.type === 'offer' ? { ...m, sdp: addFingerprint(m.sdp) } : m) });
  await noPicture(page, /refused|did not accept|could not be verified|not verified/i);
});

test('the SCU swaps the fingerprint in the answer and in the proof', covers("H6264-8.4-S10"), async () => {
  const page = await throughLyingScu({ toViewer: (m) => (m.type === 'answer'
    ? { ...m, sdp: swapFingerprint(m.sdp), proof: { ...m.proof, device_fingerprint: OTHER_FINGERPRINT } } : m) });
  await noPicture(page, /could not prove|not verified|does not prove|proof/i);
});

test('a fingerprint injected into the answer alone changes nothing: the proven one counts', covers("H6264-8.4-S10"), async () => {
  const page = await throughLyingScu({ toViewer: (m) => (m.type === 'answer' ? { ...m, sdp: addFingerprint(m.sdp) } : m) });
  assert.equal((await watch(page, { frames: 5 })).length, 5);
  await page.context().close();
});

test('an answer and proof of an earlier session are replayed', covers("H6264-8.4-S10"), async () => {
  let recorded;
  const first = await throughLyingScu({ toViewer: (m) => { if (m.type === 'answer') recorded = m; return m; } });
  await watch(first, { frames: 2 });
  await first.context().close();
  const page = await throughLyingScu({ toViewer: (m) => (m.type === 'answer' ? { ...m, sdp: recorded.sdp, proof: recorded.proof } : m) });
  await noPicture(page, /could not prove|not verified|does not prove|proof/i);
});

test('a CMU that hands out its own key, with a correct proof by it, fails against the label', covers("H6264-7.2-3", "AMB-11"), async () => {
  const attacker = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const spki = attacker.publicKey.export({ type: 'spki', format: 'der' });
  let play; let viewerFingerprint;
  const toViewer = (m) => {
    if (m.type !== 'answer') return m;
    const ufrag = m.sdp.match(/a=ice-ufrag:(\S+)/)[1];
    const text = ['vedette-media-v1', play.session_id, cameras[0].device_id, viewerFingerprint, OTHER_FINGERPRINT, ufrag, play.nonce].join('\n');
    const signature = sign('sha256', Buffer.from(text), { key: attacker.privateKey, dsaEncoding: 'ieee-p1363' });
    return { ...m, sdp: swapFingerprint(m.sdp), proof: { ...m.proof, device_fingerprint: OTHER_FINGERPRINT, ice_ufrag: ufrag, signature: b64u(signature) } };
  };
  const cmu = (answer, request) => { viewerFingerprint = request.viewer_fingerprint; play = { ...answer, device_spki: b64u(spki) }; return play; };
  // The honest key is seen first, so that it is pinned; then the platform turns.
  const page = await openPage(browser);
  await signIn(page);
  await page.goto(new URL(`/cameras/${cameras[0].device_id}`, page.url()).href);
  await watch(page, { frames: 2 });
  await page.routeWebSocket(/\/scu\/v1\/signal/, (viewer) => {
    const scu = viewer.connectToServer();
    viewer.onMessage((m) => scu.send(m));
    scu.onMessage((m) => viewer.send(JSON.stringify(toViewer(JSON.parse(m)))));
  });
  await page.route('**/cmu/v1/play-requests', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: cmu(await response.json(), route.request().postDataJSON()) });
  });
  await page.reload();
  await noPicture(page, /key|identity/i);
});

test('signalling without, with a wrong, and with a used token is refused', covers("H6264-8.4-S4", "H6264-8.4-S7", "AMB-24"), async () => {
  const device = cameras[0].device_id;
  const capabilities = { width_max: 352, height_max: 288, fps_max: 15, kbps_max: 500, codecs: ['H264'], audio_codecs: [] };
  const play = await me.post('/cmu/v1/play-requests', { device_id: device, channel: 1, stream: 'main', transport: 'webrtc', capabilities, viewer_fingerprint: OTHER_FINGERPRINT });
  const page = await openPage(browser);
  await page.goto(new URL('/login', process.env.VEDETTE_URL).href);
  const signal = (message) => page.evaluate((m) => new Promise((resolve) => {
    const socket = new WebSocket(location.origin.replace('http', 'ws') + '/scu/v1/signal');
    socket.onopen = () => socket.send(m);
    socket.onmessage = (e) => resolve(JSON.parse(e.data));
    socket.onclose = (e) => resolve({ type: 'closed', code: e.code });
  }), typeof message === 'string' ? message : JSON.stringify(message));
  const sdp = 'v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n';
  for (const message of [
    { type: 'offer', session_id: play.session_id, sdp },
    { type: 'offer', session_id: play.session_id, token: 'A'.repeat(43), sdp },
    { type: 'offer', session_id: newId('ses'), token: play.token, sdp },
    { type: 'offer', session_id: play.session_id, token: play.token, sdp: 'x'.repeat(70_000) },
    'not json', '{}', '[]', JSON.stringify({ type: 'candidate', candidate: 'x' })]) {
    const answer = await signal(message);
    assert.ok(['error', 'closed', 'end'].includes(answer.type), JSON.stringify(answer).slice(0, 200));
  }
  const watching = await me.get('/cmu/v1/devices');
  assert.ok(watching.items.length >= 2, 'the platform serves on');
  await page.context().close();
});

test('a signalling socket of another origin is refused', covers("GAP-02"), async () => {
  const { default: http } = await import('node:http');
  const status = await new Promise((resolve) => {
    const url = new URL('/scu/v1/signal', process.env.VEDETTE_URL);
    const request = http.request(url, { headers: { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': b64u(createHash('sha1').update('k').digest()).slice(0, 22) + '==', Origin: 'https://evil.example' } });
    // Its socket is not kept: an open one keeps this process alive for ever.
    request.on('response', (r) => { r.destroy(); resolve(r.statusCode); });
    request.on('upgrade', (r, socket) => { socket.destroy(); resolve(r.statusCode); });
    request.end();
  });
  assert.equal(status, 403);
});

test("another customer's camera does not exist for me", covers("GAP-13", "H6264-8.4-S1"), async () => {
  const unknown = await refusal(() => me.get(`/cmu/v1/devices/${newId('dev')}`));
  assert.equal(unknown.status, 404);
  assert.equal((await refusal(() => api('GET', '/cmu/v1/devices'))).status, 401);
  assert.equal((await refusal(() => me.get('/cmu/v1/operator/customers'))).status, 403);
  assert.equal((await refusal(() => api('GET', '/internal/v1/routes'))).status, 404);
  assert.equal((await refusal(() => api('GET', '/actuator/env'))).status, 404);
});

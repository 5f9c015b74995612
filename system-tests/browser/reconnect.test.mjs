// The viewer's network changes under a running picture: a second connection takes over without anybody touching anything.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { control, covers, demoUser, eventually, launch, openPage, signIn } from './lib.mjs';

let browser; let camera;
before(async () => {
  browser = await launch();
  const me = await demoUser();
  camera = (await eventually('a camera online', async () => {
    const list = (await me.get('/cmu/v1/devices')).items.filter((d) => d.status !== 'offline');
    return list.length && list;
  }))[0];
});
after(() => browser?.close());

/** Opens the camera's page; returns the signalling's messages as they go, both ways. */
async function watching() {
  const page = await openPage(browser);
  const messages = [];
  page.on('websocket', (socket) => {
    if (!socket.url().endsWith('/scu/v1/signal')) return;
    socket.on('framesent', (f) => messages.push({ way: 'out', socket, ...JSON.parse(String(f.payload)) }));
    socket.on('framereceived', (f) => messages.push({ way: 'in', socket, ...JSON.parse(String(f.payload)) }));
  });
  await signIn(page);
  await page.goto(new URL(`/cameras/${camera.device_id}`, page.url()).href);
  await playing(page);
  return { page, messages };
}

const playing = (page, more = 10) => page.evaluate(async (more) => {
  const player = () => document.querySelector('vedette-player');
  const from = player()?.frames ?? 0;
  const end = performance.now() + 40_000;
  while (performance.now() < end) {
    if (player()?.dataset.state === 'playing' && player().frames > from + more) return true;
    await new Promise((r) => setTimeout(r, 50));
  }
  throw new Error(`not playing: ${JSON.stringify({ ...player()?.dataset })}`);
}, more);

test('another network: a second connection under the picture, which never stops', covers("H6264-7.2-5a", "H6264-7.6-1"), async () => {
  const { page, messages } = await watching();
  await page.evaluate(() => {
    window.states = new Set();
    const player = document.querySelector('vedette-player');
    player.addEventListener('playerchange', () => window.states.add(player.dataset.state));
    window.before = player.querySelector('video[data-front]');
    window.dispatchEvent(new Event('online'));
  });
  await eventually('the other connection in front', () => page.evaluate(() => {
    const front = document.querySelector('vedette-player video[data-front]'); return front && front !== window.before; }), 20_000);
  await playing(page, 20);
  assert.deepEqual(await page.evaluate(() => [...window.states]), ['playing'], 'no veil in between');
  assert.equal(await page.locator('vedette-player video').count(), 1, 'the old one is gone');
  const second = messages.find((m) => m.way === 'out' && m.type === 'offer' && m.replaces);
  assert.ok(second, 'a replacing offer on the same signalling connection');
  assert.equal(second.token, undefined);
  await page.context().close();
});

test('a control unit that forgot everything: a new session takes over', covers("H6264-7.2-5a"), async () => {
  const { page, messages } = await watching();
  const first = messages.find((m) => m.type === 'offer').session_id;
  await control('/restart', { service: 'scu' });
  await eventually('the signalling connection gone', () => messages.every((m) => m.socket.isClosed()), 20_000);
  await playing(page, 10);
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await eventually('another session', () => messages.some((m) => m.type === 'offer' && m.session_id !== first), 30_000);
  await playing(page, 20);
  await page.context().close();
});

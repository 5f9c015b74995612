// A camera whose format a browser's WebRTC cannot carry (B-frames): the provider's media server delivers it as fragments, visibly, and only if its owner allows.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DESKTOP, PHONE, control, covers, demoUser, eventually, launch, openPage, shot, signIn } from './lib.mjs';

let browser; let dir; let me; let device;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vedette-fmp4-'));
  const movie = join(dir, 'reordered.mp4');
  execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=25', '-t', '20', '-c:v', 'libx264', '-profile:v', 'high',
    '-bf', '2', '-g', '25', '-pix_fmt', 'yuv420p', movie]);
  await control('/cameras', { name: 'Reordered', source: movie });
  me = await demoUser();
  device = await eventually('the camera online', async () =>
    (await me.get('/cmu/v1/devices?query=Reordered')).items.find((d) => d.status !== 'offline'), 60_000);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  if (device) await control('/cameras/remove', { name: 'Reordered' }); // Other tests count the cameras.
  rmSync(dir, { recursive: true, force: true });
});

const allow = (allowed) => me.call('PATCH', `/cmu/v1/devices/${device.device_id}`, { distribution_allowed: allowed });
const player = (page, read) => page.evaluate(read);

/** Opens the camera's page and waits for pictures through the provider. */
async function openCamera(page) {
  await page.goto(new URL(`/cameras/${device.device_id}`, page.url()).href);
  await eventually('fragments on display', () => player(page, () => {
    const p = document.querySelector('vedette-player'); return p?.dataset.state === 'playing' && p.dataset.via === 'fmp4' && p.frames > 10; }), 40_000);
}

for (const [name, screen] of [['desktop', DESKTOP], ['phone', PHONE]]) {
  test(`B-frames play through the provider on a ${name}, and the picture says so`, covers("H6264-8.4-R", "H6264-7.3-1", "AMB-08"), async () => {
    const page = await openPage(browser, screen);
    await signIn(page);
    await openCamera(page);
    const before = await player(page, () => document.querySelector('vedette-player').frames);
    await eventually('more frames', () => page.evaluate((n) => document.querySelector('vedette-player').frames > n + 40, before), 20_000);
    const live = await player(page, () => {
      const v = document.querySelector('vedette-player video[data-front]');
      return { width: v.videoWidth, behind: v.buffered.end(v.buffered.length - 1) - v.currentTime, kept: v.currentTime - v.buffered.start(0) };
    });
    assert.equal(live.width, 640);
    assert.ok(live.behind < 3, `near the live edge, ${live.behind} s behind`);
    assert.ok(live.kept < 30, `${live.kept} s kept`);
    assert.match(await page.getByTestId('path').innerText(), /Through the provider, readable/);
    assert.match(await page.getByTestId('path-why').innerText(), /B-frames: this browser cannot play it directly/);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `no sideways scrolling (${overflow} px)`);
    await shot(page, `fmp4-${name}`);
    await page.context().close();
  });
}

test('delivery through the provider is told to the flow 11.3 as the viewer sees it', covers("H6264-8.4-R"), async () => {
  const page = await openPage(browser);
  await signIn(page);
  const told = page.waitForRequest((r) => r.url().endsWith('/flow-reports') && /"flow":"11\.3"/.test(r.postData() ?? ''));
  await openCamera(page);
  const { events: received } = JSON.parse((await told).postData());
  assert.deepEqual(received.map((e) => `${e.step} ${e.from}-${e.to} ${e.status}`), ['R06 scu-cu ok', 'R11 mtu-cu ok']);
  await page.context().close();
});

test('switched off by the owner there is a card instead, whose one action leads to the switch', covers("H6264-8.4-R"), async () => {
  await allow(false);
  const page = await openPage(browser);
  try {
    await signIn(page);
    await page.goto(new URL(`/cameras/${device.device_id}`, page.url()).href);
    const card = page.getByRole('alert');
    await card.waitFor({ timeout: 20_000 });
    assert.match(await card.innerText(), /cannot play this camera directly/);
    assert.equal(await player(page, () => document.querySelector('vedette-player').dataset.problem), 'format-refused');
    await shot(page, 'fmp4-refused');
    await card.getByRole('link').click();
    const allowed = page.getByRole('switch', { name: /allow the provider/i });
    await allowed.waitFor();
    assert.equal(await allowed.isChecked(), false);
    await allowed.press('Space');
    await eventually('the switch saved', async () => (await me.get(`/cmu/v1/devices/${device.device_id}`)).distribution_allowed);
    await page.getByRole('tab', { name: 'Live' }).click();
    await eventually('fragments on display', () => player(page, () => document.querySelector('vedette-player')?.dataset.via === 'fmp4'), 40_000);
  } finally {
    await allow(true);
    await page.context().close();
  }
});

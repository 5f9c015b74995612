// Which path a picture takes between which networks.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { covers, demoUser, eventually, openPage, signIn, watch } from '../browser/lib.mjs';
import { become, browserOn, cameras, carried, lab } from './network.mjs';

let devices; let me;
const browsers = {};
const pages = {};
before(async () => {
  await lab('nat nat-a 203.0.113.21');
  await lab('nat nat-b 203.0.113.22');
  await lab('host nat-a camera');
  await lab('host nat-a sister');
  await lab('host nat-b viewer');
  await lab('public open-camera 203.0.113.31');
  await lab('public open-viewer 203.0.113.32');
  devices = await cameras('camera', 'open-camera');
  me = await demoUser();
});
after(() => Promise.all(Object.values(browsers).map((b) => b.close())));

/** The page of a camera in a browser on that machine. */
async function look(where, camera) {
  if (!pages[where]) {
    browsers[where] = await browserOn(where);
    pages[where] = await openPage(browsers[where]);
    await signIn(pages[where]);
  }
  const page = pages[where];
  await page.goto(new URL(`/cameras/${devices[camera].device_id}`, page.url()).href);
  return page;
}

const rising = (codes) => codes.every((c, i) => i === 0 || (c.frame >= codes[i - 1].frame && c.captureMs >= codes[i - 1].captureMs))
  && new Set(codes.map((c) => c.frame)).size > codes.length / 2;

test('open device, viewer behind a cone: direct', covers("H6264-1"), async () => {
  const before = await carried();
  const page = await look('viewer', 'open-camera');
  assert.ok(rising(await watch(page, { frames: 25 })));
  assert.deepEqual(await carried(), before);
});
test('same LAN: direct', covers("H6264-1"), async () => {
  const before = await carried();
  const page = await look('sister', 'camera');
  assert.ok(rising(await watch(page, { frames: 25 })));
  assert.deepEqual(await carried(), before);
});

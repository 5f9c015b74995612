// What the files of this suite share: two homes with a camera and viewers, a public camera and a public viewer, and the ways to
// look at a camera. Made once; the kinds of NAT change between cases.
import { after } from 'node:test';
import assert from 'node:assert/strict';
import { demoUser, eventually, openPage, signIn, watch } from '../browser/lib.mjs';
import { become, browserOn, cameras, carried, lab, relayed } from './network.mjs';

await lab('nat nat-a 203.0.113.21');
await lab('nat nat-b 203.0.113.22');
await lab('host nat-a camera');
await lab('host nat-a sister');
await lab('host nat-b viewer');
await lab('public open-camera 203.0.113.31');
await lab('public open-viewer 203.0.113.32');
export const devices = await cameras('camera', 'open-camera');
export const me = await demoUser();

const pages = new Map();
after(() => Promise.all([...pages.values()].map((page) => page.context().browser().close())));

/** A signed-in page of the browser on that machine, the same one each time. */
export async function pageOn(where) {
  if (!pages.has(where)) {
    const page = await openPage(await browserOn(where));
    await signIn(page);
    pages.set(where, page);
  }
  return pages.get(where);
}

/** Opens a camera's page on a machine; returns the page and the play request's answer. */
export async function look(where, camera = 'camera') {
  const page = await pageOn(where);
  const answer = page.waitForResponse((r) => r.url().endsWith('/cmu/v1/play-requests') && r.status() === 201, { timeout: 20_000 });
  await page.goto(new URL(`/cameras/${devices[camera].device_id}`, process.env.VEDETTE_URL).href);
  return { page, play: await (await answer).json() };
}

/** Waits until the MTU has nothing more to do for anybody; a camera's uplink stays for ten seconds after its last viewer. */
export const quiet = () => eventually('the end of all relaying', async () => {
  const { allocations, sessions, viewers, uplinks } = await relayed();
  if (allocations || viewers || uplinks) throw new Error(`${allocations} allocations, ${sessions} sessions, ${viewers} viewers, ${uplinks} uplinks`);
  return true;
}, 30_000, 100);

/** Stops watching, as leaving the page does. */
export async function leave(page) {
  await page.evaluate(() => document.querySelectorAll('vedette-player').forEach((player) => player.remove()));
  await page.goto('about:blank');
  await quiet();
}

/** Where the two stand: a kind of NAT, or `open` for a public machine. Returns the names of viewer and camera. */
export async function place({ device, viewer }) {
  if (device !== 'open') await become('nat-a', device);
  if (viewer === 'same LAN') return { where: 'sister', camera: 'camera' };
  if (viewer !== 'open') await become('nat-b', viewer);
  return { where: viewer === 'open' ? 'open-viewer' : 'viewer', camera: device === 'open' ? 'open-camera' : 'camera' };
}

/**
 * Timecodes rise. Two callbacks may draw the same picture on a busy machine; and once, where the portal changes from fragments of the MTU to
 * the live connection, the newer way may be a few pictures behind the older.
 */
export const assertRising = (codes) => {
  const frames = codes.map((c) => c.frame);
  const falls = frames.slice(1).map((frame, i) => frames[i] - frame).filter((fall) => fall > 0);
  assert.ok(falls.length <= 1 && falls.every((fall) => fall <= 5), `timecodes rise: ${frames}`);
  assert.ok(new Set(frames).size > frames.length / 2, `pictures move: ${frames}`);
};

/** Looks at a camera, does something with the page, and leaves in any case. Returns what `then` does. */
export async function looking(where, camera, then) {
  try {
    const { page, play } = await look(where, camera);
    return await then(page, play);
  } finally {
    await leave(await pageOn(where));
  }
}

/** Watches 25 pictures and returns what the MTU carried meanwhile. */
export async function watchAndCount(where, camera) {
  const before = await carried();
  return looking(where, camera, async (page) => {
    assertRising(await watch(page, { frames: 25, ms: 20_000 }));
    const now = await carried();
    return { relayed: now.relayed - before.relayed, distributed: now.distributed - before.distributed };
  });
}

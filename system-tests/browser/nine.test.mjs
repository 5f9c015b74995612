// A wall of nine: every tile live, and a phone that decodes at most four.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { PHONE, control, covers, demoUser, eventually, launch, openPage, percentile, shot, signIn } from './lib.mjs';

let browser; let me; const added = [];
before(async () => {
  browser = await launch();
  me = await demoUser();
  const have = (await me.get('/cmu/v1/devices')).items.length;
  for (let i = have; i < 9; i++) added.push((await control('/cameras', { name: `Wall ${i + 1}`, source: 'synthetic' })).name);
  await eventually('nine cameras online', async () => (await me.get('/cmu/v1/devices')).items.filter((d) => d.status !== 'offline').length >= 9, 60_000);
});
after(async () => {
  await browser?.close();
  for (const name of added) await control('/cameras/remove', { name });
});

/** How many pictures each video of the page has presented, and its newest timecode. */
const watchAll = (page, ms) => page.evaluate((wait) => new Promise((resolve) => {
  const videos = window.deepVideos();
  const seen = videos.map(() => ({ frames: 0, first: undefined, last: undefined, rising: true }));
  const canvas = document.createElement('canvas');
  videos.forEach((video, i) => {
    const onFrame = (_, meta) => {
      seen[i].frames++;
      if (seen[i].frames % 5 === 1) {
        canvas.width = meta.width; canvas.height = meta.height;
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context.drawImage(video, 0, 0, meta.width, meta.height);
        const code = window.readTimecode(context.getImageData(0, 0, meta.width, meta.height));
        if (code) {
          if (seen[i].last !== undefined && code.frame < seen[i].last) seen[i].rising = false;
          seen[i].first ??= code.frame; seen[i].last = code.frame;
        }
      }
      video.requestVideoFrameCallback(onFrame);
    };
    video.requestVideoFrameCallback(onFrame);
  });
  setTimeout(() => resolve(seen), wait);
}), ms);

test('nine tiles are live at once, each with rising timecodes', covers("H6264-6.2-1b", "H6264-6.1.3-b"), async () => {
  const page = await openPage(browser, { width: 1440, height: 1500 });
  await signIn(page);
  await eventually('nine videos with pictures', () => page.evaluate(() => {
    const players = [...document.querySelectorAll('vedette-player')];
    // A terminal that is busy may begin one of them with the provider's fragments; each ends up at the camera itself.
    return players.length >= 9 && players.slice(0, 9).every((p) => p.dataset.state === 'playing' && p.dataset.via === 'webrtc');
  }), 60_000);
  const firsts = await page.evaluate(() => [...document.querySelectorAll('vedette-player')].map((p) => Number(p.dataset.firstFrameMs)));
  const seen = await watchAll(page, 10_000);
  assert.ok(seen.length >= 9, `${seen.length} videos`);
  for (const [i, s] of seen.slice(0, 9).entries()) {
    assert.ok(s.frames >= 50, `tile ${i}: ${s.frames} pictures in 10 s`);
    assert.ok(s.rising && s.last > s.first, `tile ${i}: timecodes rise`);
  }
  console.log(`# first pictures of nine tiles: p95 ${percentile(firsts.filter((f) => f > 0), 95)} ms`);
  await shot(page, 'nine-1440');
  await page.context().close();
});

test('a phone decodes at most four of them', covers("H6264-7.7"), async () => {
  const page = await openPage(browser, { ...PHONE, height: 2600 });
  await signIn(page);
  await eventually('pictures', () => page.evaluate(() => window.deepVideos().some((v) => v.videoWidth > 0)), 40_000);
  await page.waitForTimeout(3000);
  const states = await page.evaluate(() => [...document.querySelectorAll('vedette-player')].map((p) => p.dataset.state));
  assert.ok(states.length >= 9, `${states.length} players`);
  assert.ok(states.filter((s) => s === 'playing').length <= 4, states.join(' '));
  await page.context().close();
});

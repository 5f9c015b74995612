// What a person sees after opening the one-time link: live pictures, straight from the cameras, in every format asked.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, TABLET, covers, demoUser, eventually, frameRate, launch, openPage, shot, signIn, watch } from './lib.mjs';
import { assertFlow } from './flows.mjs';

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

// On a busy machine two callbacks may draw the same picture; then the frame number stands still, it never falls.
const rising = (codes) => codes.every((c, i) => i === 0 || (c.frame >= codes[i - 1].frame && c.captureMs >= codes[i - 1].captureMs))
  && new Set(codes.map((c) => c.frame)).size > codes.length / 2;

test('the one-time link opens on two live cameras', covers("H6264-6.1.3-a", "H6264-6.1.3-b", "H6264-6.2-1b", "H6264-7.6-1", "H6264-7.6-2"), async () => {
  const page = await openPage(browser);
  await signIn(page);
  const both = await Promise.all([watch(page, { index: 0 }), watch(page, { index: 1 })]);
  for (const codes of both) assert.ok(rising(codes), 'timecodes rise');
  await shot(page, 'cameras-1440');
  assert.deepEqual(page.problems, []);
  await page.context().close();
});

for (const [name, screen] of [['phone', PHONE], ['tablet', TABLET]]) {
  test(`live on a ${name}`, covers("H6264-6.1.3-a", "H6264-6.2-3", "H6264-7.7"), async () => {
    const page = await openPage(browser, screen);
    await signIn(page);
    assert.ok(rising(await watch(page, { frames: 25 })));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `no sideways scrolling (${overflow} px)`);
    await shot(page, `cameras-${name}`);
    await page.context().close();
  });
}

test('a browser play is the flow 8.4, step by step', covers("H6264-8.4-S1", "H6264-8.4-S2", "H6264-8.4-S3", "H6264-8.4-S4", "H6264-8.4-S5",
  "H6264-8.4-S6", "H6264-8.4-S7", "H6264-8.4-S8", "H6264-8.4-S9", "H6264-8.4-S10", "AMB-08", "AMB-26", "IF-Cm", "IF-Cs", "IF-Sc", "IF-Ps"), async () => {
  const page = await openPage(browser);
  await signIn(page);
  const answer = page.waitForResponse((r) => r.url().endsWith('/cmu/v1/play-requests') && r.status() === 201);
  await page.goto(new URL(`/cameras/${cameras[0].device_id}`, page.url()).href);
  const play = await (await answer).json();
  await watch(page, { frames: 10 });
  const trace = await assertFlow(me, play.flow_id, '8.4');
  assert.ok(trace.events.find((e) => e.step === 'S10').reported_by, 'S10 is reported by the viewer');
  await page.context().close();
});

/** Opens a camera and asks for a format through the page's player, as its quality menu does. */
async function openAt(page, request) {
  await page.goto(new URL(`/cameras/${cameras[0].device_id}`, page.url()).href);
  await watch(page, { frames: 3 });
  await page.evaluate((r) => document.querySelector('vedette-player').setQuality(r), request);
}

for (const [name, width, height] of [['CIF', 352, 288], ['D1', 704, 576], ['720P', 1280, 720]]) {
  test(`${name} is ${width}x${height}, fifty pictures with rising timecodes`, covers("H6264-6.1.3-c", "H6264-7-f", "H6264-7.4-2"), async () => {
    const page = await openPage(browser);
    await signIn(page);
    await openAt(page, { width_max: width, height_max: height, fps_max: 25, kbps_max: 2500 });
    const size = await eventually(`${name} pictures`, () => page.evaluate(([w, h]) => {
      const v = window.deepVideos()[0]; return v.videoWidth === w && v.videoHeight === h; }, [width, height]));
    assert.ok(size);
    const codes = await watch(page, { frames: 50, ms: 60_000 });
    assert.ok(rising(codes), codes.map((c) => c.frame).join(' '));
    assert.ok(codes.every((c) => c.width === width && c.height === height));
    await page.context().close();
  });
}

for (const fps of [1, 5, 15, 25]) {
  test(`${fps} pictures a second, within 10 %`, covers("H6264-6.1.3-d"), async () => {
    const page = await openPage(browser);
    await signIn(page);
    await openAt(page, { width_max: 352, height_max: 288, fps_max: fps, kbps_max: 800 });
    await watch(page, { frames: 4, ms: 30_000 });
    // Counted on the camera's own frame numbers and capture times, so that a busy test machine does not change the answer.
    const codes = await watch(page, { frames: fps === 1 ? 8 : fps * 6, ms: 60_000 });
    const first = codes[0]; const last = codes.at(-1);
    const rate = (last.frame - first.frame) / ((last.captureMs - first.captureMs) / 1000);
    assert.ok(Math.abs(rate - fps) <= fps * 0.1, `captured at ${rate.toFixed(2)} fps`);
    const shown = await frameRate(page, fps === 1 ? 8 : 6);
    assert.ok(Math.abs(shown - fps) <= fps * 0.1, `shown at ${shown.toFixed(2)} fps`);
    await page.context().close();
  });
}

test('the sound is heard: the tone arrives with the picture', covers("H6264-6.3.1-7", "H6264-6.3.2-1b"), async () => {
  const page = await openPage(browser);
  await signIn(page);
  await page.goto(new URL(`/cameras/${cameras[0].device_id}`, page.url()).href);
  await watch(page, { frames: 10 });
  const peak = await page.evaluate(async () => {
    const stream = window.deepVideos()[0].srcObject;
    if (stream.getAudioTracks().length !== 1) return { tracks: stream.getAudioTracks().length };
    const context = new AudioContext();
    await context.resume();
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    context.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(analyser);
    const bins = new Float32Array(analyser.frequencyBinCount);
    let best = { db: -Infinity };
    for (const end = performance.now() + 6000; performance.now() < end;) {
      await new Promise((r) => setTimeout(r, 100));
      analyser.getFloatFrequencyData(bins);
      bins.forEach((db, i) => { if (db > best.db) best = { db, hz: (i * context.sampleRate) / analyser.fftSize }; });
    }
    return best;
  });
  assert.ok(peak.db > -60 && peak.hz > 200 && peak.hz < 2000, `loudest ${JSON.stringify(peak)}`);
  await page.context().close();
});

test('a hidden page makes the camera stop sending within two seconds', covers("H6264-7.2-5a"), async () => {
  const page = await openPage(browser);
  await signIn(page);
  await page.goto(new URL(`/cameras/${cameras[0].device_id}`, page.url()).href);
  await watch(page, { frames: 10 });
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await new Promise((r) => setTimeout(r, 2000));
  const frames = () => page.evaluate(() => window.deepVideos()[0].getVideoPlaybackQuality().totalVideoFrames);
  const before = await frames();
  await new Promise((r) => setTimeout(r, 2000));
  assert.ok((await frames()) - before <= 1, 'no picture arrives while hidden');
  await page.evaluate(() => {
    delete document.visibilityState; delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  });
  assert.ok(rising(await watch(page, { frames: 10 })), 'it goes on when shown again');
  await page.context().close();
});

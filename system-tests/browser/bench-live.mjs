// Click to first presented frame, and glass to glass, as a person has them. Prints a table; run by ./vedette bench live.
import { DESKTOP, demoUser, eventually, launch, openPage, percentile, signIn, watch } from './lib.mjs';

const PLAYS = Number(process.env.PLAYS ?? 30);
const me = await demoUser();
const cameras = await eventually('two cameras online', async () => {
  const list = (await me.get('/cmu/v1/devices')).items.filter((d) => d.status !== 'offline');
  return list.length >= 2 && list;
});
const browser = await launch();
const page = await openPage(browser, DESKTOP);
await signIn(page);

const go = (path) => page.evaluate((to) => {
  window.history.pushState({}, '', to);
  window.dispatchEvent(new PopStateEvent('popstate', { state: {} }));
}, path);
// From the click's own time stamp to the presentation time of the first frame, both on the page's clock.
const click = (path) => page.evaluate((to) => new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('no picture in 15 s')), 15_000);
  const start = performance.now();
  window.history.pushState({}, '', to);
  window.dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  const look = () => {
    const video = window.deepVideos()[0];
    if (!video) { setTimeout(look, 1); return; }
    video.requestVideoFrameCallback((now) => resolve(now - start));
  };
  look();
}), path);
const warm = [];
const loaded = [];
for (let i = 0; i < PLAYS + 2; i++) {
  const path = `/cameras/${cameras[i % 2].device_id}`;
  await page.goto(new URL('/account', page.url()).href); // A page just loaded: its code has never run.
  await page.waitForLoadState('networkidle');
  const cold = await click(path);
  await go('/account'); // The portal as it is in use: the page stays, another camera is clicked.
  await page.waitForFunction(() => window.deepVideos().length === 0);
  await page.waitForTimeout(1000);
  const used = await click(`/cameras/${cameras[(i + 1) % 2].device_id}`);
  // The first two warm the JVM and the browser up; they are what a restart costs, not a click.
  if (i >= 2) { loaded.push(cold); warm.push(used); }
}
const codes = await watch(page, { frames: 200, ms: 60_000 });
const glass = codes.map((c) => c.seenMs - c.captureMs);
await browser.close();
const row = (name, values) => `| ${name} | ${values.length} | ${percentile(values, 50).toFixed(0)} | ${percentile(values, 95).toFixed(0)} | ${Math.max(...values).toFixed(0)} |`;
console.log('| measure | n | p50 ms | p95 ms | max ms |\n|---|---|---|---|---|');
console.log(row('click to first presented frame, direct, warm', warm));
console.log(row('the same, first click after loading the page', loaded));
console.log(row('glass to glass, direct', glass));

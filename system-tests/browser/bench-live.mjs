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
const first = [];
for (let i = 0; i < PLAYS + 2; i++) {
  await page.goto(new URL('/account', page.url()).href);
  await page.waitForLoadState('networkidle');
  const camera = cameras[i % 2];
  // From the click's own time stamp to the presentation time of the first frame, both on the page's clock.
  const ms = await page.evaluate((path) => new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no picture in 15 s')), 15_000);
    const start = performance.now();
    window.history.pushState({}, '', path);
    window.dispatchEvent(new PopStateEvent('popstate', { state: {} }));
    const look = () => {
      const video = window.deepVideos()[0];
      if (!video) { setTimeout(look, 1); return; }
      video.requestVideoFrameCallback((now) => resolve(now - start));
    };
    look();
  }), `/cameras/${camera.device_id}`);
  if (i >= 2) first.push(ms); // The first two warm the JVM and the browser up; they are what a restart costs, not a click.
}
const codes = await watch(page, { frames: 200, ms: 60_000 });
const glass = codes.map((c) => c.seenMs - c.captureMs);
await browser.close();
const row = (name, values) => `| ${name} | ${values.length} | ${percentile(values, 50).toFixed(0)} | ${percentile(values, 95).toFixed(0)} | ${Math.max(...values).toFixed(0)} |`;
console.log('| measure | n | p50 ms | p95 ms | max ms |\n|---|---|---|---|---|');
console.log(row('click to first presented frame, direct, warm', first));
console.log(row('glass to glass, direct', glass));

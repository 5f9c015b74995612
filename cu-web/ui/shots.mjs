// Draws the portal's pages at two sizes and two themes: node shots.mjs <base address> <folder> [name ...]. For looking at, not a test.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [base, folder, ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const pages = [
  ['login', null, '/login'],
  ['signup', null, '/signup'],
  ['cameras', 'user', '/cameras'],
  ['camera', 'user', '/cameras/dev_00000000000000000000000001'],
  ['details', 'user', '/cameras/dev_00000000000000000000000001/details'],
  ['settings', 'user', '/cameras/dev_00000000000000000000000001/settings'],
  ['add', 'user', '/add'],
  ['account', 'user', '/account'],
  ['connection', 'user', '/account/connection'],
  ['flow-broken', 'user', '/flows/flw_00000000000000000000000002'],
  ['op-overview', 'operator', '/operator'],
  ['op-customers', 'operator', '/operator/customers'],
  ['op-invitations', 'operator', '/operator/customers?tab=invitations'],
  ['op-media', 'operator', '/operator/media'],
  ['op-flows', 'operator', '/operator/flows'],
];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const scheme of ['light', 'dark']) {
  for (const [width, height] of [
    [1440, 900],
    [390, 844],
  ]) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    const page = await context.newPage();
    page.on('pageerror', (error) => console.log(`${scheme} ${width}:`, error.message));
    let who = null;
    for (const [name, role, path] of pages) {
      if (only.length > 0 && !only.includes(name)) continue;
      if (role !== who && role !== null) {
        await page.goto(`${base}/login#link=${role}`);
        await page.waitForURL((url) => url.pathname !== '/login');
        who = role;
      }
      await page.goto(base + path);
      await page.waitForTimeout(name === 'camera' ? 1500 : 900);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) console.log(`${name} ${width}: ${wide} px too wide`);
      await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: name.startsWith('op') || name === 'account' });
    }
    await context.close();
  }
}
await browser.close();
